import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


class Job:
    def run(self):
        time.sleep(1)


@app.get("/a")
async def a():
    work = lambda: time.sleep(1)  # noqa: E731
    await asyncio.to_thread(work)
    await asyncio.to_thread(lambda: time.sleep(1))
    await asyncio.to_thread(Job().run)


@app.get("/b")
async def b():
    work = lambda: time.sleep(1)  # noqa: E731
    work()  # expect: FL201:5
