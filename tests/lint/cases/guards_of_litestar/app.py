import time

from litestar import Litestar, Router, get


async def checks(connection, handler):
    time.sleep(1)  # expect: FL201:5


async def checks_all(connection, handler):
    time.sleep(1)  # expect: FL201:5


def checks_in_a_thread(connection, handler):
    time.sleep(1)


@get("/", guards=[checks, checks_in_a_thread])
async def a() -> str:
    return ""


app = Litestar([Router(path="/r", route_handlers=[a], guards=[checks_all])])
