"""What would hold the loop, taken off it: nothing here may be found."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import multiprocessing
import sqlite3
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import httpx
import numpy as np
from anyio import to_thread
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from work import burn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SQUARE = np.random.default_rng(0).random((400, 400))


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    server = await asyncio.start_server(answer_slowly, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            app.state.pool, app.state.client, app.state.port = pool, client, port
            await asyncio.get_running_loop().run_in_executor(pool, burn, 0.01)
            await to_thread.run_sync(burn, 0)  # imports on first use
            yield
    server.close()


app = FastAPI(lifespan=lifespan)


@app.get("/free/sleep")
async def sleep() -> None:
    await asyncio.sleep(0.05)


@app.get("/free/sleep-in-a-thread")
async def sleep_in_a_thread() -> None:
    await asyncio.to_thread(time.sleep, 0.05)


@app.get("/free/matmul-in-a-thread")
async def matmul_in_a_thread() -> float:
    return float((await to_thread.run_sync(np.matmul, SQUARE, SQUARE))[0, 0])


@app.get("/free/sqlite-in-a-thread")
async def sqlite_in_a_thread() -> int:
    return await run_in_threadpool(query)


def query() -> int:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        return int(connection.execute("SELECT 1").fetchone()[0])


@app.get("/free/process-pool")
async def process_pool() -> None:
    await asyncio.get_running_loop().run_in_executor(app.state.pool, burn, 0.05)


@app.get("/free/subprocess")
async def subprocess() -> bytes:
    process = await asyncio.create_subprocess_exec("echo", "x", stdout=asyncio.subprocess.PIPE)
    return (await process.communicate())[0]


@app.get("/free/http-client")
async def http_client() -> int:
    return (await app.state.client.get("/")).status_code


@app.get("/free/streams")
async def streams() -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", app.state.port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    answer = await reader.read()
    writer.close()
    return answer


@app.get("/free/time-out")
async def time_out() -> None:
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), 0.02)


async def answer_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    await asyncio.sleep(0.03)
    writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


if sys.platform == "linux":
    gc.freeze()
