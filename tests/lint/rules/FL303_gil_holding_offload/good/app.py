import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
async def a():
    await asyncio.to_thread(time.sleep, 1)
