import time

from fastapi import FastAPI
from starlette.responses import StreamingResponse

app = FastAPI()


class Sentences:
    """Its `__aiter__` is a generator function."""

    def __init__(self, words):
        self.words = words

    async def __aiter__(self):
        for word in self.words:
            time.sleep(1)  # expect: FL201:13
            yield word


class Words:
    """It is its own iterator."""

    def __aiter__(self):
        return self

    async def __anext__(self):
        time.sleep(1)  # expect: FL201:9
        return ""


class Lines:
    """It makes another one's."""

    def __aiter__(self):
        time.sleep(1)
        return Words()


class Letters:
    """Nobody iterates it."""

    async def __aiter__(self):
        time.sleep(1)
        yield ""


@app.get("/a")
async def a():
    async def parts():
        async for sentence in Sentences(["a"]):
            yield sentence

    return StreamingResponse(parts())


@app.get("/b")
async def b():
    return [word async for word in Words()]


@app.get("/c")
async def c():
    async for word in Lines():  # expect: FL201:23
        return word


@app.get("/d")
async def d():
    return Letters()
