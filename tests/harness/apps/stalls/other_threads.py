"""What holds the loop from another thread: the GIL, and the CPUs."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI
from long_calls import DOCUMENT, NEARLY_MATCHES, TRIES_ALL_WAYS, UNSORTED
from work import burn, during

app = FastAPI()

NOISE = bytes(i * i % 251 for i in range(400_000))
MANY = ThreadPoolExecutor(24)
LOCK = threading.Lock()


@app.get("/sort-in-a-thread")
async def sort_in_a_thread() -> None:
    await asyncio.to_thread(sort)


def sort() -> None:
    sorted(UNSORTED)  # stall: /sort-in-a-thread gil


@app.get("/json-in-a-thread")
async def json_in_a_thread() -> None:
    await asyncio.to_thread(parse)


def parse() -> None:
    json.loads(DOCUMENT)  # stall: /json-in-a-thread gil


@app.get("/regex-in-def")
def regex_in_def() -> bool:
    return TRIES_ALL_WAYS.match(NEARLY_MATCHES) is None  # stall: /regex-in-def gil


@app.get("/work-beside-a-long-call")
async def work_beside_a_long_call() -> None:
    """The loop stands on an innocent line of its own while it waits for the GIL."""
    working = asyncio.ensure_future(asyncio.to_thread(long_call))
    while not working.done():
        innocent()
        await asyncio.sleep(0)


def innocent() -> None:
    sum(range(100))


def long_call() -> None:
    sorted(UNSORTED)  # stall: /work-beside-a-long-call gil


@app.get("/lock-behind-a-long-call")
async def lock_behind_a_long_call() -> None:
    """Who has the lock would let go of it at once, but for the GIL."""
    has_lock, goes = threading.Event(), threading.Event()
    briefly = asyncio.ensure_future(asyncio.to_thread(hold_briefly, has_lock))
    working = asyncio.ensure_future(asyncio.to_thread(long_call_after, goes))
    while not has_lock.is_set():
        await asyncio.sleep(0.001)
    goes.set()
    with LOCK:
        pass
    await asyncio.gather(briefly, working)


def hold_briefly(has_lock: threading.Event) -> None:
    with LOCK:
        has_lock.set()
        time.sleep(0.005)


def long_call_after(goes: threading.Event) -> None:
    goes.wait()
    TRIES_ALL_WAYS.match(NEARLY_MATCHES)  # stall: /lock-behind-a-long-call gil


@app.get("/python-threads")
async def python_threads() -> None:
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(MANY, count) for _ in range(16)))


def count() -> None:
    for _ in during(0.02):
        sum(i * i for i in range(2000))  # stall: /python-threads gil


@app.get("/saturation")
async def saturation() -> None:
    """Threads that need no GIL, but all the CPUs."""
    loop = asyncio.get_running_loop()
    compressing = [loop.run_in_executor(MANY, compress) for _ in range(8)]
    for _ in range(5):
        burn(0.016)
        await asyncio.sleep(0)
    await asyncio.gather(*compressing)


def compress() -> None:
    for _ in during(0.03):
        zlib.compress(NOISE, 9)  # stall: /saturation saturation|gil


@app.get("/free/hash-in-a-thread")
async def hash_in_a_thread() -> str:
    return await asyncio.to_thread(lambda: hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 100_000).hex())


@app.get("/free/zlib-in-def")
def zlib_in_def() -> int:
    return len(zlib.compress(NOISE, 6))


@app.get("/free/python-in-a-thread")
async def python_in_a_thread() -> None:
    await asyncio.to_thread(burn, 0.008)


@app.get("/free/thread-lock")
async def thread_lock() -> None:
    await asyncio.to_thread(wait_for, threading.Event())


def wait_for(event: threading.Event) -> None:
    event.wait(0.05)


gc.freeze()
