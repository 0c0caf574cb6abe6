import asyncio
import time
from contextlib import asynccontextmanager

from fastapi import FastAPI


async def worker():
    while True:
        time.sleep(1)  # expect: FL201:9
        await asyncio.sleep(1)


class Engine:
    async def start(self):
        time.sleep(1)
        self.task = asyncio.create_task(worker())


@asynccontextmanager
async def lifespan(app):
    engine = Engine()
    await engine.start()
    yield


app = FastAPI(lifespan=lifespan)
