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

    def __call__(self):
        time.sleep(1)


slow = Slow()


@app.get("/a")
async def a():
    Slow()  # expect: FL201:5
    with slow:  # expect: FL201:10
        pass
    slow.value  # expect: FL201:5
    slow()  # expect: FL201:5
    alias = time.sleep
    alias(1)  # expect: FL201:5
