import time

from fastapi import FastAPI

app = FastAPI()


def even(n):
    return n == 0 or odd(n - 1)


def odd(n):
    time.sleep(1)
    return n != 0 and even(n - 1)


@app.get("/a")
async def a():
    return even(3)  # expect: FL201:12
