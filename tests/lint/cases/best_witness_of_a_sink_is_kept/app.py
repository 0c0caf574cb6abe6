import time

from fastapi import FastAPI

app = FastAPI()


def inner():
    time.sleep(1)


def outer():
    inner()


@app.get("/a")
async def a():
    outer()  # expect: FL201:5 chain: app.py:18 > app.py:13 > app.py:9
    inner()  # expect: FL201:5 chain: app.py:19 > app.py:9
    time.sleep(1)  # expect: FL201:5
