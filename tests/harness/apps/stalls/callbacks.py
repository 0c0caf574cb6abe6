"""What holds the loop outside of any endpoint's own coroutine: callbacks, tasks, protocols."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
from typing import TYPE_CHECKING

from fastapi import FastAPI
from work import HELD_S, during

if TYPE_CHECKING:
    from collections.abc import Callable

app = FastAPI()


@app.get("/call-soon")
async def call_soon() -> None:
    done = asyncio.Event()
    asyncio.get_running_loop().call_soon(slow_callback, done)
    await done.wait()


def slow_callback(done: asyncio.Event) -> None:
    for _ in during(HELD_S):
        sum(range(10_000))  # stall: /call-soon cpu
    done.set()


@app.get("/call-later")
async def call_later() -> None:
    done = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, slow_timer, done)
    await done.wait()


def slow_timer(done: asyncio.Event) -> None:
    for _ in during(HELD_S):
        sum(range(10_000))  # stall: /call-later cpu
    done.set()


@app.get("/two-hundred-callbacks")
async def two_hundred_callbacks() -> None:
    loop = asyncio.get_running_loop()
    for _ in range(200):
        loop.call_soon(one_millisecond)
    await asyncio.sleep(0)


def one_millisecond() -> None:
    for _ in during(0.001):
        sum(range(1000))  # stall: /two-hundred-callbacks cpu


@app.get("/task")
async def task() -> None:
    await asyncio.create_task(slow_task())


async def slow_task() -> None:
    await asyncio.sleep(0)
    for _ in during(HELD_S):
        sum(range(10_000))  # stall: /task cpu


@app.get("/future-callback")
async def future_callback() -> None:
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(on_done)
    future.set_result(None)
    await asyncio.sleep(0.01)


def on_done(_future: asyncio.Future[None]) -> None:
    for _ in during(HELD_S):
        sum(range(10_000))  # stall: /future-callback cpu


class SlowProtocol(asyncio.Protocol):
    """Computes over what it received."""

    def __init__(self) -> None:
        self.done = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        for _ in during(HELD_S):
            sum(range(10_000))  # stall: /protocol cpu
        self.done.set()


@app.get("/protocol")
async def protocol() -> None:
    ours, theirs = socket.socketpair()
    transport, receiver = await asyncio.get_running_loop().create_connection(SlowProtocol, sock=ours)
    theirs.send(b"x")
    await receiver.done.wait()
    transport.close()
    theirs.close()


@app.get("/reader")
async def reader() -> None:
    reading, writing = os.pipe()
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(reading, read_slowly, reading, done)
    os.write(writing, b"x")
    await done.wait()
    loop.remove_reader(reading)
    os.close(reading)
    os.close(writing)


def read_slowly(reading: int, done: asyncio.Event) -> None:
    os.read(reading, 1)
    for _ in during(HELD_S):
        sum(range(10_000))  # stall: /reader cpu
    done.set()


@app.get("/signal-handler")
async def signal_handler() -> None:
    asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, on_signal)
    os.kill(os.getpid(), signal.SIGWINCH)
    await asyncio.sleep(0.01)


def on_signal() -> None:
    for _ in during(HELD_S):
        sum(range(10_000))  # stall: /signal-handler cpu


@app.get("/free/many-fast-callbacks")
async def many_fast_callbacks() -> None:
    done = asyncio.Event()
    chain(5000, done.set)
    await done.wait()


def chain(left: int, last: Callable[[], None]) -> None:
    """One callback after the other, each in an iteration of its own."""
    loop = asyncio.get_running_loop()
    if left:
        loop.call_soon(chain, left - 1, last)
    else:
        loop.call_soon(last)


@app.get("/free/five-thousand-tasks")
async def five_thousand_tasks() -> int:
    tasks = [asyncio.create_task(asyncio.sleep(0.05)) for _ in range(500)]
    for _ in range(9):
        await asyncio.sleep(0.005)
        tasks += [asyncio.create_task(asyncio.sleep(0.05)) for _ in range(500)]
    return len(await asyncio.gather(*tasks))


@app.get("/free/queue")
async def queue() -> int:
    numbers: asyncio.Queue[int] = asyncio.Queue(10)
    putting = asyncio.create_task(put(numbers))
    total = sum([await numbers.get() for _ in range(500)])
    await putting
    return total


async def put(numbers: asyncio.Queue[int]) -> None:
    for number in range(500):
        await numbers.put(number)


@app.get("/free/lock")
async def lock() -> None:
    await asyncio.gather(*(hold_briefly(LOCK) for _ in range(10)))


async def hold_briefly(lock: asyncio.Lock) -> None:
    async with lock:
        await asyncio.sleep(0.002)


LOCK = asyncio.Lock()
gc.freeze()
