import time

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
        time.sleep(2)

    @value.deleter
    def value(self):
        time.sleep(3)

    @property
    def quick(self):
        return self._quick

    @quick.setter
    def quick(self, quick):
        self._quick = quick

    def __call__(self):
        time.sleep(1)


class New:
    def __new__(cls, *args):
        time.sleep(1)
        return super().__new__(cls)


slow = Slow()


@app.get("/a")
async def a():
    Slow()  # expect: FL201:5
    with slow:  # expect: FL201:10
        pass
    slow.value  # expect: FL201:5
    slow.value = 1  # expect: FL201:5 chain: app.py:58 > app.py:25
    slow.value += 1  # expect: FL201:5 chain: app.py:59 > app.py:25
    del slow.value  # expect: FL201:9
    slow.quick = 1
    slow.quick += 1
    New(1)  # expect: FL201:5
    slow()  # expect: FL201:5
    alias = time.sleep
    alias(1)  # expect: FL201:5
