"""Whoever calls `main` (a script of pyproject.toml, a command of Django, Fire), a loop runs what it hands over."""

import asyncio
import subprocess
import time
from asyncio import run

import anyio
import fire


async def one():
    time.sleep(1)  # expect: FL201:5


async def both():
    time.sleep(1)
    await asyncio.gather(one(), one())


def main():
    asyncio.run(both())


async def two():
    time.sleep(1)  # expect: FL201:5


async def twice():
    await asyncio.gather(two(), two())


class Commands:
    def go(self, debug=False):
        run(twice(), debug=debug)


async def three():
    time.sleep(1)  # expect: FL201:5


async def thrice():
    async with anyio.create_task_group() as group:
        group.start_soon(three)
        group.start_soon(three)


def entry(argv=None):
    anyio.run(thrice)


async def four():
    time.sleep(1)  # expect: FL201:5


async def all_four():
    await asyncio.gather(four(), four())


def older(argv=None):
    loop = asyncio.new_event_loop()
    loop.run_until_complete(all_four())


async def alone():
    time.sleep(1)


def of_one():
    asyncio.run(alone())


async def by_nobody():
    time.sleep(1)


def of_none():
    subprocess.run(["true"], check=True)
    return by_nobody()


if __name__ == "__main__":
    fire.Fire(Commands)
