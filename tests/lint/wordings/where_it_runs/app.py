import asyncio
import functools
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pandas
from fastapi import FastAPI
from fastapi.responses import ORJSONResponse, StreamingResponse
from jobs import done, later, soon, ticking
from pydantic import BaseModel, field_serializer, field_validator

app = FastAPI(default_response_class=ORJSONResponse)


def create_app() -> FastAPI:
    return FastAPI(default_response_class=ORJSONResponse)


@app.get("/collect")
def collect() -> int:
    return gc.collect()


@app.get("/slower")
def slower() -> None:
    time.sleep(2)


@app.get("/health")
def health() -> str:
    return "ok"


@app.get("/frame")
def frame():
    return pandas.read_csv("large.csv").to_dict()


class Body(BaseModel):
    rows: list[list[float]]

    @field_validator("rows")
    @classmethod
    def checked(cls, value: object) -> object:
        time.sleep(1)
        return value


class Answer(BaseModel):
    name: str

    @field_serializer("name")
    def written(self, value: object) -> object:
        time.sleep(1)
        return value


@app.post("/body")
def body(given: Body) -> Answer:
    return Answer(name=str(given))


@asynccontextmanager
async def opened() -> AsyncIterator[None]:
    time.sleep(1)
    yield


async def lines() -> AsyncIterator[str]:
    time.sleep(1)
    yield "a"


async def job() -> None:
    time.sleep(1)


async def step() -> None:
    time.sleep(1)


@app.get("/started")
async def started() -> StreamingResponse:
    async with opened():
        await step()
    loop = asyncio.get_running_loop()
    loop.call_soon(soon)
    loop.call_later(1, functools.partial(later, 1))
    loop.call_soon_threadsafe(lambda: ticking())
    task = asyncio.create_task(job())
    task.add_done_callback(done)
    return StreamingResponse(lines())
