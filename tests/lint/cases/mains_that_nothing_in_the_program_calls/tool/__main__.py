import asyncio
import time


async def one():
    time.sleep(1)  # expect: FL201:5


async def both():
    await asyncio.gather(one(), one())


def start():
    asyncio.run(both())


start()
