import asyncio
import threading
import time

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


def slow(x):
    time.sleep(1)
    return x


def gen():
    yield slow(1)


def consume(xs):
    return list(xs)


@app.get("/a")
async def a(xs: list[int]):
    await asyncio.to_thread(list, (slow(x) for x in xs))
    g = (slow(x) for x in xs)
    await asyncio.to_thread(list, g)
    await run_in_threadpool(consume, gen())
    await run_in_threadpool(consume, (time.sleep(1) for x in xs))
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sum, (slow(x) for x in xs))
    threading.Thread(target=consume, args=((slow(x) for x in xs),)).start()
    await asyncio.to_thread(list, (x for x in [slow(x) for x in xs]))  # expect: FL201:48
    await asyncio.to_thread(consume, list(slow(x) for x in xs))  # expect: FL201:43
    await asyncio.to_thread(consume, [slow(x) for x in xs])  # expect: FL201:39
    return sum(slow(x) for x in xs)  # expect: FL201:16


@app.get("/b")
async def b(xs: list[int]):
    kept = (slow(x) for x in xs)  # expect: FL201:13
    return sum(kept)
