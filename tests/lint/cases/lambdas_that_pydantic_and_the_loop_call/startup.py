import asyncio
import time
from contextlib import asynccontextmanager

from fastapi import FastAPI


def slow():
    time.sleep(1)


async def work():
    time.sleep(1)  # expect: FL201:5


async def more_work():
    time.sleep(1)  # expect: FL201:5



@asynccontextmanager
async def lifespan(app):
    loop = asyncio.get_running_loop()
    loop.call_later(5, lambda: time.sleep(1))  # expect: FL201:32
    loop.call_soon(lambda: slow())  # expect: FL201:28
    loop.call_soon(lambda: asyncio.create_task(work()))
    task = asyncio.create_task((lambda: more_work())())
    task.add_done_callback(lambda done: slow())  # expect: FL201:41
    (lambda: slow())()
    await loop.run_in_executor(None, lambda: slow())
    yield


app = FastAPI(lifespan=lifespan)
