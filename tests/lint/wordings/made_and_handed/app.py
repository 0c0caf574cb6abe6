import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


class Channel:
    async def run(self, *parts):
        self.tasks = [asyncio.create_task(part) for part in parts]
        await asyncio.gather(*self.tasks)


async def read():
    time.sleep(1)


async def write():
    time.sleep(1)


@app.websocket("/read")
async def reading(socket):
    await Channel().run(read())


async def connect():
    await write_to(Channel())


async def write_to(channel):
    await Channel().run(write())


@app.websocket("/write")
async def writing(socket):
    await connect()
