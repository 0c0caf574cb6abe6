import functools
import time
from contextlib import asynccontextmanager, contextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

app = FastAPI()


def logged(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        return await function(*args, **kwargs)

    return wrapper


def threaded(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        return await run_in_threadpool(function, *args, **kwargs)

    return wrapper


@threaded
def slow():
    time.sleep(1)


@contextmanager
def opened():
    time.sleep(1)
    yield 1


@asynccontextmanager
async def connected():
    time.sleep(1)  # expect: FL201:5
    yield 1


@app.get("/a")
@logged
async def a():
    time.sleep(1)  # expect: FL201:5
    await slow()
    with opened():  # expect: FL201:10
        pass
    async with connected():
        pass
    functools.partial(time.sleep, 1)()  # expect: FL201:5
