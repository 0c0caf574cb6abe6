import os

from fastapi import FastAPI

app = FastAPI()


def one():
    os.stat("x")


def two():
    one()


def three():
    two()


@app.get("/a")
async def a():
    two()  # expect: FL204:5:low chain: app.py:22 > app.py:13 > app.py:9
    three()
