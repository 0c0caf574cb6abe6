import time
from functools import wraps

from fastapi import FastAPI

app = FastAPI()


def timed(function):
    @wraps(function)
    async def inner(*args, **kwargs):
        started = time.perf_counter()
        try:
            return await function(*args, **kwargs)
        finally:
            print(function.__name__, time.perf_counter() - started)

    return inner


class Files:
    def read(self, name):
        return name


class Database:
    def update(self, key):
        time.sleep(1)


@timed
async def process(files, database, name):
    text = files.read(name)
    database.update(text)  # expect: FL201:5


@app.post("/process")
async def start(name: str):
    files = Files()
    database = Database()
    await process(files, database, name)


@app.get("/pairs")
async def pairs():
    both = ([1], [2])
    waits = [time.sleep(left + right) for left, right in zip(*both)]  # expect: FL201:14
    return waits
