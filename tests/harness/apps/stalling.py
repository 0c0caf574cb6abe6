"""Endpoints that hold their loop, one way each, and some that do not.

The expected cause stands on the culprit line: `# stall: PATH CAUSE`. Paths without a mark must be silent.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
import json
import os
import re
import threading
import time

from fastapi import FastAPI

app = FastAPI()

UNSORTED = [i * 7919 % 1_000_003 for i in range(400_000)]
# Flat, so that parsing it makes no containers for the garbage collector to count.
DOCUMENT = json.dumps([str(i) for i in range(1_000_000)])
TAKEN = threading.Lock()
TAKEN.acquire()


def compute(seconds: float) -> None:
    """Stay on the CPU for so much CPU time, as work of a known size would."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:  # stall: /python-loop cpu
        pass


@app.get("/python-loop")
async def python_loop() -> None:
    compute(0.15)


@app.get("/sort")
async def sort() -> int:
    return sorted(UNSORTED)[0]  # stall: /sort cpu


@app.get("/json")
async def parse() -> int:
    return len(json.loads(DOCUMENT))  # stall: /json cpu


@app.get("/regex")
async def regex() -> bool:
    return re.match(r"(a+)+$", "a" * 22 + "b") is None  # stall: /regex cpu


@app.get("/hash")
async def derive_key() -> str:
    return hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 400_000).hex()  # stall: /hash cpu


@app.get("/sleep")
async def sleep() -> None:
    time.sleep(0.15)  # stall: /sleep sleep


@app.get("/lock")
async def lock() -> bool:
    return TAKEN.acquire(timeout=0.15)  # stall: /lock lock


@app.get("/pipe")
async def pipe() -> bytes:
    reading, writing = os.pipe()
    threading.Timer(0.15, os.write, (writing, b"x")).start()
    try:
        return os.read(reading, 1)  # stall: /pipe io
    finally:
        os.close(reading)
        os.close(writing)


@app.get("/never-yields")
async def never_yields() -> None:
    async def step() -> None:
        compute_step()

    for _ in range(300):
        await step()


def compute_step() -> None:
    sum(range(40_000))  # stall: /never-yields cpu


@app.get("/other-thread")
async def other_thread() -> None:
    await asyncio.to_thread(long_call_that_holds_the_gil)


def long_call_that_holds_the_gil() -> None:
    sorted(UNSORTED)  # stall: /other-thread gil


@app.get("/free/async-sleep")
async def async_sleep() -> None:
    await asyncio.sleep(0.05)


@app.get("/free/thread")
async def thread() -> str:
    return await asyncio.to_thread(lambda: hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 100_000).hex())


@app.get("/free/def")
def plain_def() -> None:
    time.sleep(0.05)


@app.get("/free/short-work")
async def short_work() -> int:
    await asyncio.sleep(0.01)
    return sum(range(20_000))


@app.get("/free/many-tasks")
async def many_tasks() -> int:
    return sum(await asyncio.gather(*(asyncio.sleep(0, i) for i in range(1000))))


# What was imported is not looked at again: a full collection of it would be a stall of its own.
gc.freeze()
