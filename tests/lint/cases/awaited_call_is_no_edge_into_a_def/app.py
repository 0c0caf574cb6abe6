import asyncio

from fastapi import FastAPI
from helper import TimeWrapper

app = FastAPI()
clock = TimeWrapper()


@app.get("/a")
async def a():
    await asyncio.sleep(1)
    await clock.sleep(1)


@app.get("/b")
async def b():
    clock.sleep(1)  # expect: FL201:5
