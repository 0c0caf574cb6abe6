"""What goes around every request: a limit to its size, an id, headers that make a browser careful, a line of log.

Plain ASGI: a middleware made from FastAPI's decorator would run each request in a task of its own. Bodies, queries
and headers are never logged. Only an id that looks like one is taken from the client.
"""

import logging
import re
import time
import uuid
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("reference_service.requests")

ID = re.compile(r"[\w-]{1,64}", re.ASCII)

LINE = "request=%s method=%s path=%s status=%d ms=%.1f"

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
}


class Envelope:
    """Middleware around the whole app."""

    def __init__(self, app: ASGIApp, *, max_body_bytes: int) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, the answer back, and log both when the answer is out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin_s = time.perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if ID.fullmatch(given) else uuid.uuid4().hex
        received_bytes = 0
        # What is raised past this point is answered outside of it, with 500.
        status = 500

        async def receive_limited() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            if received_bytes > self._max_body_bytes:
                # FastAPI hands on an HTTPException that it meets while it reads the body.
                raise HTTPException(413, f"the body is larger than {self._max_body_bytes} bytes")
            return message

        async def send_enveloped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers.update({**HEADERS, "x-request-id": request_id})
            await send(message)

        try:
            await self._app(scope, receive_limited, send_enveloped)
        finally:
            elapsed_ms = (time.perf_counter() - begin_s) * 1000
            # Quoted: a path may hold a line's end, and with it a forged line.
            path = quote(scope["path"])
            logger.info(LINE, request_id, scope["method"], path, status, elapsed_ms)
