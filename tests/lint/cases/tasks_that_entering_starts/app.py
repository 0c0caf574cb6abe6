"""Whoever enters them, and wherever: what they start goes on while others are served."""

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager

import anyio


class Worker:
    async def __aenter__(self):
        time.sleep(1)
        self.task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_):
        self.task.cancel()

    async def _run(self):
        time.sleep(1)  # expect: FL201:9:high


class Base:
    async def __aenter__(self):
        await self._start()
        return self

    async def __aexit__(self, *_): ...

    async def _start(self):
        time.sleep(1)
        self.tasks = [asyncio.create_task(self._run(number)) for number in range(3)]

    async def _run(self, number): ...


class Derived(Base):
    async def _run(self, number):
        time.sleep(1)  # expect: FL201:9


class Grouped:
    def __init__(self):
        self.group = asyncio.TaskGroup()

    async def __aenter__(self):
        await self.group.__aenter__()
        self.group.create_task(self._run())
        return self

    async def __aexit__(self, *error):
        await self.group.__aexit__(*error)

    async def _run(self):
        time.sleep(1)  # expect: FL201:9


class Stacked:
    async def __aenter__(self):
        async with AsyncExitStack() as stack:
            group = await stack.enter_async_context(anyio.create_task_group())
            group.start_soon(self._run)
            self.stack = stack.pop_all()
        return self

    async def __aexit__(self, *_):
        await self.stack.aclose()

    async def _run(self):
        time.sleep(1)  # expect: FL201:9


async def beat():
    time.sleep(1)  # expect: FL201:5


@asynccontextmanager
async def beating():
    time.sleep(1)
    task = asyncio.create_task(beat())
    yield
    task.cancel()


class Client:
    async def __aenter__(self):
        await self._connect()
        return self

    async def __aexit__(self, *_):
        time.sleep(1)

    async def _connect(self):
        time.sleep(1)


class Pool:
    @asynccontextmanager
    async def running(self):
        async with anyio.create_task_group() as group:
            group.start_soon(self._run)
            yield self

    async def _run(self):
        time.sleep(1)  # expect: FL201:9
