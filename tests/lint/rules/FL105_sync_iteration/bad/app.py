import time

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def slow():
    for number in range(3):
        time.sleep(1)
        yield str(number)


@app.get("/list")
async def listed():
    return list(slow())  # expect: FL105:12 chain: app.py:17 > app.py:11


async def stream():
    for part in slow():  # expect: FL105:17
        yield part


@app.get("/stream")
async def streamed():
    return StreamingResponse(stream())


@app.get("/next")
async def first():
    return next(slow())  # expect: FL105:12
