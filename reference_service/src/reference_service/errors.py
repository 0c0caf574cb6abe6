"""Answers to requests that cannot be served."""

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

PROBLEMS = 10
"""Of a body's problems so many are named: 64 kB may hold thousands, and the answer is written on the event loop."""


class BusyError(HTTPException):
    """The work cannot be done in time: 503, and try again in a second, the least that the header can say."""

    def __init__(self, why: str) -> None:
        super().__init__(503, why, {"Retry-After": "1"})


async def unprocessable(_: Request, error: RequestValidationError) -> JSONResponse:
    """Say what is wrong and where, without repeating the input as FastAPI does.

    A body may hold NaN, which is no JSON: to repeat it in the answer turns a 422 into a 500.
    """
    detail = [{key: problem[key] for key in ("type", "loc", "msg")} for problem in error.errors()[:PROBLEMS]]
    return JSONResponse({"detail": detail}, status_code=422)
