import time
import typing
from typing import TYPE_CHECKING

from fastapi import FastAPI

app = FastAPI()

if TYPE_CHECKING:
    from time import sleep

if False:
    sleep = print
else:
    from time import sleep


@app.get("/never")
async def never(debug: bool):
    if False:
        time.sleep(1)
    if 0:
        time.sleep(1)
    if not True:
        time.sleep(1)
    if False and debug:
        time.sleep(1)
    if TYPE_CHECKING:
        time.sleep(1)
    if typing.TYPE_CHECKING:
        time.sleep(1)
    while False:
        time.sleep(1)
    if True:
        return debug
    time.sleep(1)


@app.get("/otherwise")
async def otherwise(debug: bool):
    if False:
        return 1
    elif debug:
        time.sleep(1)  # expect: FL201:9
    else:
        sleep(1)  # expect: FL201:9
    if debug and False:
        pass
    if 1:
        time.sleep(1)  # expect: FL201:9
    while False:
        pass
    else:
        time.sleep(1)  # expect: FL201:9
    while 1:
        time.sleep(1)  # expect: FL201:9


def rows():
    if False:
        yield
    time.sleep(1)


@app.get("/generator")
async def generator():
    waiting = rows()
    return list(waiting)  # expect: FL105:12
