import asyncio

import numpy as np
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()
W = np.ones((1000, 1000))


@app.get("/def")
def plain():
    return (W @ W).shape


@app.get("/thread")
async def thread():
    return (await asyncio.to_thread(np.matmul, W, W)).shape


@app.get("/pool")
async def pool():
    return await run_in_threadpool(lambda: (W @ W).shape)


@app.get("/executor")
async def executor():
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(None, np.matmul, W, W)
