import asyncio
import json
import subprocess
import time

import requests
from fastapi import FastAPI
from fastapi.responses import Response
from litestar import Litestar, get
from pydantic import BaseModel, computed_field, model_validator
from sanic import Sanic

app = FastAPI()


def helper():
    time.sleep(1)


def other():
    time.sleep(1)


class Encoded(Response):
    def render(self, content):
        time.sleep(1)
        return json.dumps(content).encode()


class Protocol(asyncio.Protocol):
    def data_received(self, data):
        requests.get("https://example.org")


class Body(BaseModel):
    def __init__(self, **data):
        super().__init__(**data)
        time.sleep(1)

    def model_post_init(self, context):
        helper()

    @model_validator(mode="after")
    def checked(self):
        subprocess.run(["ls"])
        return self


class Answer(BaseModel):
    @computed_field
    @property
    def more(self) -> int:
        time.sleep(1)


@app.post("/body")
def body(given: Body) -> Answer: ...


@get("/x")
def handler() -> str:
    time.sleep(1)
    return "x"


@get("/y", sync_to_thread=True)
def in_a_thread() -> str:
    time.sleep(1)
    return "y"


litestar = Litestar([handler, in_a_thread])
sanic = Sanic("a")


@sanic.get("/z")
def of_sanic(request):
    other()


async def serve(reader, writer):
    time.sleep(1)


async def main():
    await asyncio.start_server(serve, "127.0.0.1", 0)


asyncio.run(main())


@app.get("/lambda")
async def a_lambda():
    (lambda: time.sleep(1))()
