import time

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def slow():
    for number in range(3):
        time.sleep(1)
        yield str(number)


@app.get("/stream")
async def streamed():
    return StreamingResponse(slow())


@app.get("/made")
async def made():
    generator = slow()
    return StreamingResponse(generator)
