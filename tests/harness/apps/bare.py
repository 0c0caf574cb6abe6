"""A bare ASGI callable: no framework, no lifespan, no OpenAPI document."""

from __future__ import annotations

import hashlib
import os
from typing import Any


async def app(scope: dict[str, Any], _receive: object, send: Any) -> None:  # noqa: ANN401 - as ASGI has it
    assert scope["type"] == "http"
    body = os.environ.get("GREETING", "").encode()
    if scope["path"] == "/held":
        hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 1_500_000)  # stall: /held cpu
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
