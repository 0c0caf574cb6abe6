import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


class Page:
    def __init__(self):
        time.sleep(1)

    def render(self):
        time.sleep(1)


def build():
    return Page()


@app.get("/a")
async def a():
    await asyncio.to_thread(build().render)  # expect: FL201:29
