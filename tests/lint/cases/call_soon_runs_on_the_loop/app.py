import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


def tick():
    time.sleep(1)  # expect: FL201:5


@app.get("/a")
async def a():
    asyncio.get_running_loop().call_soon(tick)
