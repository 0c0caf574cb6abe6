import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import anyio
import pandas as pd
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from sentence_transformers import SentenceTransformer


def load():
    return SentenceTransformer("all-MiniLM-L6-v2")


@asynccontextmanager
async def lifespan(app):
    app.state.by_class = await asyncio.to_thread(SentenceTransformer, "all-MiniLM-L6-v2")
    app.state.by_function = await run_in_threadpool(load)
    app.state.by_executor = await asyncio.get_running_loop().run_in_executor(None, load)
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/state")
async def state(request: Request, text: str):
    request.app.state.by_class.encode(text)  # expect: FL102:5
    request.app.state.by_function.encode(text)  # expect: FL102:5
    return request.app.state.by_executor.encode(text)  # expect: FL102:12


async def read(path):
    return await anyio.to_thread.run_sync(functools.partial(pd.read_csv, path))


@app.get("/frames")
async def frames(path: str):
    one = await read(path)
    one.to_dict()  # expect: FL104:5
    two, three = await asyncio.gather(read(path), asyncio.to_thread(pd.read_csv, path))
    two.to_dict()  # expect: FL104:5
    three.to_dict()  # expect: FL104:5
    return await asyncio.to_thread(one.to_dict)


@app.get("/executor")
def in_pool(text: str):
    return ThreadPoolExecutor().submit(load).result().encode(text)
