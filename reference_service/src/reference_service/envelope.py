"""What goes around every request: an id, headers that make a browser careful, a line of log, the metrics; and a 500.

Plain ASGI: a middleware made from FastAPI's decorator would run each request in a task of its own. Bodies, queries
and headers are never logged. Only an id that looks like one is taken from the client.
"""

import logging
import random
import re
import time
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reference_service.metrics import REQUESTS

logger = logging.getLogger("reference_service.requests")

ID = re.compile(r"[\w-]{1,64}", re.ASCII)

LOGGED = 200
"""Characters of a path that are logged. Arbitrary."""

LINE = "request=%s method=%s path=%s status=%d ms=%.1f"

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
}


def identified(given: str = "") -> str:
    """Take over the client's id of a request, or make one."""
    # Not `uuid4`: it asks the kernel and gives the GIL away, and a model that computes may keep it for 5 ms.
    return given if ID.fullmatch(given) else f"{random.getrandbits(128):032x}"


def record(
    request_id: str,
    asked: tuple[str, str, str],
    status: int,
    *,
    begin_s: float,
    error: Exception | None = None,
) -> None:
    """Count and log the answer to a method, path and route, with the traceback of an error that nobody foresaw."""
    method, path, route = asked
    elapsed_s = time.perf_counter() - begin_s
    # Not the path: whoever asks for a million of those would make a million time series.
    REQUESTS.labels(route, status).observe(elapsed_s)
    # Quoted: a path may hold a line's end, and with it a forged line; cut, for it may be as long as a header.
    fields = request_id, method, quote(path[:LOGGED]), status, elapsed_s * 1000
    logger.log(logging.ERROR if error else logging.INFO, LINE, *fields, exc_info=error)


class Envelope:
    """Middleware around the whole app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, the answer back, and count and log both when the answer is out."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        begin_s = time.perf_counter()
        request_id = identified(Headers(scope=scope).get("x-request-id", ""))
        status, error = 0, None

        async def send_enveloped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                resources = scope["app"].state.resources
                last = {"connection": "close"} if resources and resources.draining else {}
                MutableHeaders(scope=message).update({**HEADERS, "x-request-id": request_id, **last})
            await send(message)

        try:
            await self._app(scope, receive, send_enveloped)
        except Exception as unforeseen:
            if status:  # the answer has begun: the server logs this, and hangs up
                raise
            error = unforeseen
            await JSONResponse({"detail": "Internal Server Error"}, 500)(scope, receive, send_enveloped)
        finally:
            asked = scope["method"], scope["path"], getattr(scope.get("route"), "path", "")
            record(request_id, asked, status or 500, begin_s=begin_s, error=error)
