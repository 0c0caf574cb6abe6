import asyncio
import time


async def one():
    time.sleep(1)  # expect: FL201:5


async def two():
    time.sleep(1)  # expect: FL201:5


async def three():
    time.sleep(1)  # expect: FL201:5


async def ones():
    await asyncio.gather(one(), one())


async def twos():
    await asyncio.gather(two(), two())


async def threes():
    await asyncio.gather(three(), three())


def serve_forever(number):
    asyncio.run(ones())


class Loop:
    def __enter__(self):
        asyncio.run(twos())

    def __exit__(self, *_): ...


class Base:
    def __init__(self):
        asyncio.run(threes())


class Own(Base): ...
