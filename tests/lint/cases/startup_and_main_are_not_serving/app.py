import time
from contextlib import asynccontextmanager

import joblib
from fastapi import FastAPI

time.sleep(1)


@asynccontextmanager
async def lifespan(app):
    app.state.model = joblib.load("m")
    yield
    time.sleep(1)


app = FastAPI(lifespan=lifespan)


@app.on_event("startup")
async def start():
    time.sleep(1)


@app.get("/a")
def a():
    time.sleep(1)


if __name__ == "__main__":
    time.sleep(1)
