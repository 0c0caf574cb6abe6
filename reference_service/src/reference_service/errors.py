"""Answers to requests that cannot be served."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from reference_service.workers import BusyError


async def unprocessable(_: Request, error: Exception) -> JSONResponse:
    """Say what is wrong and where, without repeating the input as FastAPI does.

    A body may hold NaN, which is no JSON: to repeat it in the answer turns a 422 into a 500.
    """
    problems: Sequence[Any] = error.errors() if isinstance(error, RequestValidationError) else ()
    detail = [{key: problem[key] for key in ("type", "loc", "msg")} for problem in problems]
    return JSONResponse({"detail": detail}, status_code=422)


async def unavailable(_: Request, error: Exception) -> JSONResponse:
    """Ask for patience: a full queue is worked off within a second or so, the least that the header can say."""
    return JSONResponse({"detail": str(error)}, status_code=503, headers={"Retry-After": "1"})


def handle_errors(app: FastAPI) -> None:
    """Answer the errors above in the service's own words."""
    app.add_exception_handler(RequestValidationError, unprocessable)
    app.add_exception_handler(BusyError, unavailable)
