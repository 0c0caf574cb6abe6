import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
def a():
    time.sleep(1)
