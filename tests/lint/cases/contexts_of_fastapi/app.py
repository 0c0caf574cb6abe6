import asyncio
import time

from fastapi import BackgroundTasks, Depends, FastAPI, WebSocket
from starlette.middleware.base import BaseHTTPMiddleware

app = FastAPI()


async def user():
    time.sleep(1)  # expect: FL201:5


def pooled():
    time.sleep(1)


async def later():
    time.sleep(1)  # expect: FL201:5


@app.get("/a", dependencies=[Depends(user)])
async def a(tasks: BackgroundTasks, x=Depends(pooled)):
    tasks.add_task(later)
    tasks.add_task(pooled)
    asyncio.create_task(later())


@app.websocket("/ws")
async def socket(ws: WebSocket):
    time.sleep(1)  # expect: FL201:5


@app.middleware("http")
async def middle(request, call_next):
    time.sleep(1)  # expect: FL201:5
    return await call_next(request)


class Timing(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        time.sleep(1)  # expect: FL201:9
        return await call_next(request)


class Pure:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        time.sleep(1)  # expect: FL201:9
        await self.app(scope, receive, send)


@app.exception_handler(ValueError)
async def handler(request, problem):
    time.sleep(1)  # expect: FL201:5


async def added():
    time.sleep(1)  # expect: FL201:5


app.add_api_route("/b", added)
app.get("/c")(added)


async def nobody_calls_this():
    time.sleep(1)


class View:
    async def get(self):
        time.sleep(1)  # expect: FL201:9


app.add_api_route("/v", View().get)
