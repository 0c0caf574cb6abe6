import time

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def rows():
    time.sleep(1)
    yield "row"


@app.get("/a")
async def a():
    return StreamingResponse(rows())
