"""The loop held inside the framework, and by what an endpoint runs around itself."""

from __future__ import annotations

import gc
import time
from math import ceil
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, TypeAdapter
from work import HELD_S, during, times_longer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]

app = FastAPI()


class Item(BaseModel):
    """One of very many."""

    name: str
    price: float
    tags: list[str]


FEW_ITEMS = [Item(name=str(i), price=i / 7, tags=["a", "b"]) for i in range(50_000)]
WRITER = TypeAdapter(list[Item])
ITEMS = FEW_ITEMS * ceil(times_longer(lambda: WRITER.dump_json(FEW_ITEMS)))
PLAIN = [item.model_dump() for item in FEW_ITEMS[:16_000]]


@app.get("/large-answer")
async def large_answer() -> list[Item]:  # stall: /large-answer cpu (library)
    return ITEMS


@app.get("/large-plain-answer")
async def large_plain_answer():  # stall: /large-plain-answer cpu (library)
    return PLAIN


@app.post("/large-body")
async def large_body(items: list[str]) -> int:  # stall: /large-body cpu (library)
    return len(items)


async def slow_dependency() -> None:
    for _ in during(HELD_S):
        sum(range(10_000))  # stall: /dependency cpu


@app.get("/dependency")
async def dependency(_: Annotated[None, Depends(slow_dependency)]) -> None:
    return None


@app.get("/background")
async def background(tasks: BackgroundTasks) -> None:
    tasks.add_task(slow_background)


async def slow_background() -> None:
    for _ in during(HELD_S):
        sum(range(10_000))  # stall: /background cpu


@app.get("/stream")
async def stream() -> StreamingResponse:
    return StreamingResponse(slow_parts())


async def slow_parts() -> AsyncIterator[bytes]:
    for _ in range(3):
        burn_for_a_part()
        yield b"part"


def burn_for_a_part() -> None:
    for _ in during(HELD_S):
        sum(range(10_000))  # stall: /stream cpu


@app.get("/middleware")
async def behind_middleware() -> None:
    return None


class SlowMiddleware:
    """Computes before one path."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: object, send: object) -> None:
        if scope.get("path") == "/middleware":
            for _ in during(HELD_S):
                sum(range(10_000))  # stall: /middleware cpu
        await self.app(scope, receive, send)


app.add_middleware(SlowMiddleware)


@app.get("/free/background-def")
async def background_def(tasks: BackgroundTasks) -> None:
    tasks.add_task(time.sleep, 0.01)


@app.get("/free/stream")
async def free_stream() -> StreamingResponse:
    return StreamingResponse(quick_parts())


async def quick_parts() -> AsyncIterator[bytes]:
    for number in range(50):
        yield b"%d\n" % number


@app.get("/free/answer")
async def answer() -> list[Item]:
    return ITEMS[:100]


gc.freeze()
