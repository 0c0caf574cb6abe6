import asyncio
import threading
import time

import anyio
from anyio import from_thread
from fastapi import FastAPI

app = FastAPI()
loop = None


async def told():
    time.sleep(1)  # expect: FL201:5


def told_plainly():
    time.sleep(1)  # expect: FL201:5


def work():
    anyio.from_thread.run(told)
    time.sleep(1)


@app.get("/a")
async def a():
    await anyio.to_thread.run_sync(work)


@app.get("/b")
def b():
    from_thread.run_sync(told_plainly)
    asyncio.run(of_its_own())


async def of_its_own():
    time.sleep(1)


async def safely():
    time.sleep(1)  # expect: FL201:5


@app.get("/c")
def c():
    return asyncio.run_coroutine_threadsafe(safely(), loop).result()


beside = asyncio.new_event_loop()
threading.Thread(target=beside.run_forever, daemon=True).start()


async def on_the_loop_of_a_thread():
    time.sleep(1)


@app.get("/d")
def d():
    return asyncio.run_coroutine_threadsafe(on_the_loop_of_a_thread(), beside).result()
