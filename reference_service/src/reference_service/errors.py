"""Answers to requests that cannot be served."""

from collections.abc import Sequence
from typing import Any

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError


async def unprocessable(_: Request, error: Exception) -> Response:
    """Say what is wrong and where, without repeating the input as FastAPI does.

    A body may hold NaN, which is no JSON: to repeat it in the answer turns a 422 into a 500.
    """
    problems: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    detail = [{key: problem[key] for key in ("type", "loc", "msg")} for problem in problems]
    return Response(orjson.dumps({"detail": detail}), status_code=422, media_type="application/json")
