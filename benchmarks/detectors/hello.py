"""The least that a request can cost: an endpoint of FastAPI, and a bare ASGI callable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    Message = MutableMapping[str, Any]

fastapi_app = FastAPI(openapi_url=None)


@fastapi_app.get("/")
async def hello() -> dict[str, str]:
    """Answer at once."""
    return {"hello": "world"}


async def bare_app(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Answer at once, without a framework."""
    if scope["type"] != "http":
        raise NotImplementedError(f"{scope['type']} is not served here")
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})
