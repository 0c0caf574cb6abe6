import time

from fastapi import FastAPI

app = FastAPI()


def slow():
    for number in range(3):
        time.sleep(1)
        yield str(number)


def joined():
    return "".join(slow())


def nested():
    yield from slow()


@app.get("/helper")
async def helper():
    return joined()  # expect: FL201:12


@app.get("/nested")
async def all_nested():
    return list(nested())  # expect: FL105:12 chain: in_a_helper.py:29 > in_a_helper.py:19 > in_a_helper.py:10
