import time
from functools import cache

import joblib
from fastapi import FastAPI

app = FastAPI()


@cache
def settings():
    time.sleep(1)


@app.get("/cached")
async def cached():
    settings()


@app.get("/error")
async def error():
    try:
        await app.router.startup()
    except OSError:
        time.sleep(1)


@app.get("/request")
def request():
    return joblib.load("model.joblib").predict([[1]])
