"""Bodies are no larger than they may be: told from `content-length` before a byte is read, else as they arrive."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Middleware that answers a body's reader with 413.

    Not Starlette's, which writes its answer to an announced body itself, as plain text. What is raised here FastAPI
    answers as it does the rest.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and of its body what there may be."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        announced = Headers(scope=scope).get("content-length", "")
        announced_bytes = int(announced) if announced.isdecimal() else 0
        received_bytes = 0

        async def receive_limited() -> Message:
            nonlocal received_bytes
            message: Message = {} if announced_bytes > self._max_bytes else await receive()
            received_bytes += len(message.get("body", b""))
            if max(announced_bytes, received_bytes) > self._max_bytes:
                raise HTTPException(413, f"The body is larger than {self._max_bytes} bytes.")
            return message

        return await self._app(scope, receive_limited, send)
