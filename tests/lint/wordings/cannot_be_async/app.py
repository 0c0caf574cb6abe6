import functools
import time
from contextlib import contextmanager

from fastapi import FastAPI

app = FastAPI()


class Slow:
    def __init__(self):
        time.sleep(1)

    def __enter__(self):
        time.sleep(1)
        return self

    def __exit__(self, *problem):
        pass

    @property
    def value(self):
        time.sleep(1)

    @value.setter
    def value(self, value):
        time.sleep(1)

    @value.deleter
    def value(self):
        time.sleep(1)

    @functools.cached_property
    def kept(self):
        time.sleep(1)

    def __call__(self):
        time.sleep(1)

    def __iter__(self):
        time.sleep(1)
        yield 1

    def __add__(self, other):
        time.sleep(1)

    @classmethod
    def made(cls):
        time.sleep(1)


class Steps:
    def __iter__(self):
        return self

    def __next__(self):
        time.sleep(1)


@functools.lru_cache
def settings():
    time.sleep(1)


@contextmanager
def opened():
    time.sleep(1)
    yield


def by_size(item):
    time.sleep(1)
    return len(item)


def by_length(item):
    time.sleep(1)
    return len(item)


slow = Slow()


@app.get("/a")
async def a(items: list[str]):
    await nothing()
    Slow()
    with slow:
        pass
    slow.value
    slow.value = 1
    del slow.value
    slow.kept
    slow()
    for _ in slow:
        pass
    slow + 1
    Slow.made()
    for _ in Steps():
        pass
    settings()
    with opened():
        pass
    sorted(items, key=by_size)
    list(map(by_length, items))
