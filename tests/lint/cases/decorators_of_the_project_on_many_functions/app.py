import time
from functools import wraps

from fastapi import FastAPI

app = FastAPI()


def timed(function):
    @wraps(function)
    async def inner(*args, **kwargs):
        return await function(*args, **kwargs)

    return inner


@timed
async def handler_0(request):
    time.sleep(1)  # expect: FL201:5


@timed
async def handler_1(request):
    time.sleep(2)  # expect: FL201:5


@timed
async def handler_2(request):
    time.sleep(3)  # expect: FL201:5


@timed
async def handler_3(request):
    time.sleep(4)  # expect: FL201:5


@timed
async def handler_4(request):
    time.sleep(5)  # expect: FL201:5


@timed
async def handler_5(request):
    time.sleep(6)  # expect: FL201:5


@timed
async def handler_6(request):
    time.sleep(7)  # expect: FL201:5


@timed
async def handler_7(request):
    time.sleep(8)  # expect: FL201:5


@timed
async def handler_8(request):
    time.sleep(9)  # expect: FL201:5


app.add_api_route("/0", handler_0)
app.add_api_route("/1", handler_1)
app.add_api_route("/2", handler_2)
app.add_api_route("/3", handler_3)
app.add_api_route("/4", handler_4)
app.add_api_route("/5", handler_5)
app.add_api_route("/6", handler_6)
app.add_api_route("/7", handler_7)
app.add_api_route("/8", handler_8)
