import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/slow")
def slow():
    time.sleep(1)


@app.get("/health")
async def health():
    return {"status": "ok"}
