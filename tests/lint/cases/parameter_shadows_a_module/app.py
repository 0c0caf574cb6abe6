import time

from fastapi import FastAPI

app = FastAPI()


def wait(time):
    time.sleep(1)


@app.get("/a")
async def a():
    wait(object())


@app.get("/b")
async def b():
    for time in ():
        time.sleep(1)
