import time
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager

from fastapi import FastAPI

app = FastAPI()


class Slow:
    def __enter__(self):
        time.sleep(1)
        return self

    def __exit__(self, *problem):
        pass

    def work(self):
        time.sleep(1)


class Quick:
    async def __aenter__(self):
        return Slow()

    async def __aexit__(self, *problem):
        pass


@contextmanager
def slowly():
    time.sleep(1)
    yield Slow()


@asynccontextmanager
async def quickly():
    yield Slow()


@app.get("/a")
async def a():
    with ExitStack() as stack:
        slow = stack.enter_context(Slow())  # expect: FL201:16
        slow.work()  # expect: FL201:9
        slow = stack.enter_context(slowly())  # expect: FL201:16
        slow.work()  # expect: FL201:9


@app.get("/b")
async def b():
    async with AsyncExitStack() as stack:
        stack.enter_context(slowly())  # expect: FL201:9
        slow = await stack.enter_async_context(quickly())
        slow.work()  # expect: FL201:9
        (await stack.enter_async_context(Quick())).work()  # expect: FL201:9
