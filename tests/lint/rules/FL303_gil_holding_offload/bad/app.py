import asyncio
import gc

from fastapi import FastAPI

app = FastAPI()


def tidy():
    gc.collect()


@app.get("/a")
async def a():
    await asyncio.to_thread(tidy)  # expect: FL303:11 chain: app.py:15 > app.py:10
