"""Python code that computes on the loop."""

from __future__ import annotations

import asyncio
import copy
import gc
import time
from typing import TYPE_CHECKING

from fastapi import FastAPI
from work import HELD_S, burn, during, times_longer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

app = FastAPI()

NESTED = {str(i): [{"id": j, "tags": ["a", "b"]} for j in range(10)] for i in range(20)}


@app.get("/inline-loop")
async def inline_loop() -> None:
    until_s = time.thread_time() + HELD_S
    while time.thread_time() < until_s:  # stall: /inline-loop cpu
        pass


@app.get("/loop-that-ends-in-an-if")
async def loop_that_ends_in_an_if() -> int:
    return sevenths(ROUNDS)


def sevenths(rounds: int) -> int:
    """Python 3.10 and 3.11 know no line for the end of a round."""
    found = 0
    for number in range(rounds):  # stall: /loop-that-ends-in-an-if cpu
        if number % 7 == 0:  # stall: /loop-that-ends-in-an-if cpu
            found += 1  # stall: /loop-that-ends-in-an-if cpu
    return found


ROUNDS = int(500_000 * times_longer(lambda: sevenths(500_000)))


@app.get("/helper")
async def helper() -> None:
    checksum()


def checksum() -> int:
    total = 0
    for _ in during(HELD_S):
        total ^= sum(i * 31 for i in range(10_000))  # stall: /helper cpu
    return total


@app.get("/tiny-calls")
async def tiny_calls() -> int:
    total = 0
    for _ in during(HELD_S):
        for i in range(10_000):
            total = tiny(total, i)  # stall: /tiny-calls cpu
    return total


def tiny(total: int, i: int) -> int:
    return (total + i * i) % 65_521  # stall: /tiny-calls cpu


@app.get("/recursion")
async def recursion() -> None:
    for _ in during(HELD_S):
        fibonacci(18)


def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)  # stall: /recursion cpu


@app.get("/awaits-that-never-yield")
async def awaits_that_never_yield() -> None:
    for _ in during(HELD_S):
        await step()


async def step() -> None:
    sum(range(40_000))  # stall: /awaits-that-never-yield cpu


@app.get("/async-generator-that-never-yields")
async def async_generator_that_never_yields() -> int:
    return sum([number async for number in numbers()])


async def numbers() -> AsyncIterator[int]:
    for _ in during(HELD_S):
        yield sum(range(40_000))  # stall: /async-generator-that-never-yields cpu


@app.get("/lock-that-is-free")
async def lock_that_is_free() -> None:
    lock = asyncio.Lock()
    for _ in during(HELD_S):
        async with lock:
            sorted(range(20_000), key=str)  # stall: /lock-that-is-free cpu


@app.get("/text")
async def text() -> str:
    return "\n".join(",".join(str(i * j) for j in range(200)) for i in range(8000))  # stall: /text cpu


@app.get("/deep-copy")
async def deep_copy() -> None:
    for _ in during(HELD_S):
        copy.deepcopy(NESTED)  # stall: /deep-copy cpu


@app.get("/bursts")
async def bursts() -> None:
    """Half a second of work that lets others in only now and then."""
    for _ in range(3):
        for _ in during(HELD_S):
            sum(i * i for i in range(1000))  # stall: /bursts cpu
        await asyncio.sleep(0)


@app.get("/free/short-work")
async def short_work() -> None:
    burn(0.010)


@app.get("/free/work-that-yields")
async def work_that_yields() -> None:
    for _ in range(10):
        burn(0.004)
        await asyncio.sleep(0)


@app.get("/free/async-generator")
async def async_generator() -> int:
    return len([number async for number in slow_numbers()])


async def slow_numbers() -> AsyncIterator[int]:
    for number in range(10):
        burn(0.002)
        await asyncio.sleep(0.001)
        yield number


# What was imported is not looked at again: a full collection of it would be a stall of its own.
gc.freeze()
