"""Answers that take their time: events without end, text in parts, messages over a websocket."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

app = FastAPI()

PARTS = 4
PAUSE_S = 0.05


async def _events() -> AsyncGenerator[str]:
    while True:
        yield "data: tick\n\n"
        await asyncio.sleep(PAUSE_S)


async def _parts() -> AsyncGenerator[str]:
    for _ in range(PARTS):
        yield "part\n"
        await asyncio.sleep(PAUSE_S)


@app.get("/events")
async def events() -> StreamingResponse:
    return StreamingResponse(_events(), media_type="text/event-stream")


@app.get("/parts")
async def parts() -> StreamingResponse:
    return StreamingResponse(_parts(), media_type="text/plain")


@app.websocket("/echo")
async def echo(socket: WebSocket) -> None:
    await socket.accept()
    while True:
        await socket.send_text(await socket.receive_text())
