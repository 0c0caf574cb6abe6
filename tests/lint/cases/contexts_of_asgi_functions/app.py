import functools
import time

import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware import Middleware

app = FastAPI()


def timing(app):
    async def asgi(scope, receive, send):
        time.sleep(1)  # expect: FL201:9
        await app(scope, receive, send)

    return asgi


app.add_middleware(timing)


def header(app, *, name: str = "x"):
    @functools.wraps(app)
    async def wrapped(scope, receive, send):
        time.sleep(1)  # expect: FL201:9

        async def send_slowly(message):
            time.sleep(1)  # expect: FL201:13
            await send(message)

        await app(scope, receive, send_slowly)

    return wrapped


def third(inner):
    async def asgi(scope, receive, send):
        time.sleep(1)  # expect: FL201:9
        await inner(scope, receive, send)

    return asgi


starlette_app = Starlette(middleware=[Middleware(header, name="y")])


def fourth(inner):
    async def run_it(s, r, w):
        time.sleep(1)  # expect: FL201:9
        await inner(s, r, w)

    return run_it


def fifth(limit):
    def middleware(inner):
        async def asgi(scope, receive, send):
            time.sleep(1)  # expect: FL201:13
            await inner(scope, receive, send)

        return asgi

    return middleware


app.add_middleware(fifth(3))


async def bare(scope, receive, send):
    time.sleep(1)  # expect: FL201:5
    await send({})


class Wrap:
    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        time.sleep(1)  # expect: FL201:9
        await self.inner(scope, receive, send)


def sixth(inner):
    async def middleware(scope, receive, send):
        if scope["type"] == "http":
            time.sleep(1)  # expect: FL201:13
        await inner(scope, receive, send)

    return middleware


app = third(app)
application = fourth(app)
app2 = Wrap(app)
wrapped = sixth(FastAPI())


def harmless(inner):
    async def asgi(scope, receive, send):
        await inner(scope, receive, send)

    time.sleep(1)
    return asgi


app3 = harmless(app)

if __name__ == "__main__":
    uvicorn.run(application)
