"""Calls that wait on the loop, without using the CPU."""

from __future__ import annotations

import fcntl
import gc
import os
import queue
import select
import socket
import subprocess
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from fastapi import FastAPI
from work import HELD_S, during

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

app = FastAPI()

TAKEN = threading.Lock()
TAKEN.acquire()
NEVER = threading.Event()
EMPTY: queue.Queue[int] = queue.Queue()
POOL = ThreadPoolExecutor(4)
CLIENT = httpx.Client(trust_env=False)
FILE = tempfile.TemporaryFile(dir=Path.home())  # a disk: what is in memory is not waited for
BLOCK = bytes(2_000_000)
UNSORTED = [i * 7919 % 1_000_003 for i in range(100_000)]
LOCKED = tempfile.NamedTemporaryFile()


@app.get("/sleep")
async def sleep() -> None:
    time.sleep(HELD_S)  # stall: /sleep sleep


@app.get("/many-short-sleeps")
async def many_short_sleeps() -> None:
    for _ in range(40):
        time.sleep(HELD_S / 40)  # stall: /many-short-sleeps sleep


@app.get("/sleep-before-less-work")
async def sleep_before_less_work() -> None:
    time.sleep(HELD_S)  # stall: /sleep-before-less-work sleep
    for _ in during(HELD_S / 2):
        sorted(UNSORTED)


@app.get("/sleep-before-more-work")
async def sleep_before_more_work() -> None:
    time.sleep(HELD_S / 2)
    for _ in during(HELD_S):
        sorted(UNSORTED)  # stall: /sleep-before-more-work cpu


@app.get("/socket")
async def receive() -> bytes:
    with later_bytes() as ours:
        return ours.recv(1)  # stall: /socket io


@app.get("/socket-with-timeout")
async def receive_with_timeout() -> bytes:
    with later_bytes() as ours:
        ours.settimeout(5)
        return ours.recv(1)  # stall: /socket-with-timeout io


@app.get("/http-client")
async def http_client() -> int:
    return CLIENT.get(SLOW_URL).status_code  # stall: /http-client io


@app.get("/fsync")
async def fsync() -> None:
    until_s = time.monotonic() + HELD_S
    while time.monotonic() < until_s:
        os.pwrite(FILE.fileno(), BLOCK, 0)
        os.fsync(FILE.fileno())  # stall: /fsync io


@app.get("/subprocess")
async def run() -> None:
    subprocess.run(["sleep", str(HELD_S)], check=True)  # stall: /subprocess io


@app.get("/subprocess-output")
async def run_for_output() -> bytes:
    return subprocess.check_output(["sh", "-c", f"sleep {HELD_S}; echo x"])  # stall: /subprocess-output io


@app.get("/pipe")
async def pipe() -> bytes:
    reading, writing = os.pipe()
    POOL.submit(after, lambda: os.write(writing, b"x"))
    try:
        return os.read(reading, 1)  # stall: /pipe io
    finally:
        os.close(reading)
        os.close(writing)


@app.get("/poll")
async def poll() -> None:
    poller = select.poll()
    with later_bytes() as ours:
        poller.register(ours, select.POLLIN)
        poller.poll(5000)  # stall: /poll io


@app.get("/select")
async def select_one() -> None:
    with later_bytes() as ours:
        select.select([ours], [], [], 5)  # stall: /select io


@app.get("/lock")
async def lock() -> bool:
    return TAKEN.acquire(timeout=HELD_S)  # stall: /lock lock


@app.get("/event")
async def event() -> bool:
    return NEVER.wait(HELD_S)  # stall: /event lock


@app.get("/future")
async def future() -> None:
    POOL.submit(time.sleep, HELD_S).result()  # stall: /future lock


@app.get("/join")
async def join() -> None:
    thread = threading.Thread(target=time.sleep, args=(HELD_S,))
    thread.start()
    thread.join()  # stall: /join lock


@app.get("/queue")
async def get() -> None:
    try:
        EMPTY.get(timeout=HELD_S)  # stall: /queue lock
    except queue.Empty:
        pass


@app.get("/file-lock")
async def file_lock() -> None:
    theirs = os.open(LOCKED.name, os.O_RDWR)
    ours = os.open(LOCKED.name, os.O_RDWR)
    fcntl.flock(theirs, fcntl.LOCK_EX)
    POOL.submit(after, lambda: os.close(theirs))
    fcntl.flock(ours, fcntl.LOCK_EX)  # stall: /file-lock lock
    os.close(ours)


@app.get("/free/uncontended-lock")
async def uncontended_lock() -> None:
    lock = threading.Lock()
    for _ in range(1000):
        with lock:
            pass


@app.get("/free/def")
def plain_def() -> None:
    time.sleep(0.05)


def after(action: object) -> None:
    """Do it once the loop has been held for long enough."""
    time.sleep(HELD_S)
    if callable(action):
        action()


def later_bytes() -> AbstractContextManager[socket.socket]:
    """A socket that a byte arrives at in a while."""
    ours, theirs = socket.socketpair()

    def send() -> None:
        theirs.send(b"x")
        theirs.close()

    POOL.submit(after, send)
    return ours


def serve_slowly(listener: socket.socket) -> None:
    """An HTTP server, elsewhere, that takes its time."""
    for connection in connections(listener):
        connection.recv(65_536)
        time.sleep(HELD_S)
        connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        connection.close()


def connections(listener: socket.socket) -> Iterator[socket.socket]:
    while True:
        yield listener.accept()[0]


SLOW = socket.create_server(("127.0.0.1", 0))
SLOW_URL = f"http://127.0.0.1:{SLOW.getsockname()[1]}/"
threading.Thread(target=serve_slowly, args=(SLOW,), daemon=True).start()
gc.freeze()
