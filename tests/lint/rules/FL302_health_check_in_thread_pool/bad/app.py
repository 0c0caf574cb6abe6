import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/slow")
def slow():
    time.sleep(1)


@app.get("/health")
def health():  # expect: FL302:1
    return {"status": "ok"}
