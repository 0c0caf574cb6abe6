"""Answers of web services, as clients read them, and the ways to an application's own."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

AT = "a 20 kB answer"


def _answer() -> bytes:
    return json.dumps(rows(220)).encode()


@subject("httpx.Response", "httpx")
def _httpx() -> Iterator[Case]:
    yield Case("httpx.Response.json", AT, import_module("httpx").Response(200, content=_answer()).json)


@subject("requests", "requests")
def _requests() -> Iterator[Case]:
    answer = import_module("requests").Response()
    answer._content = _answer()  # noqa: SLF001 - as it is once the body was received
    yield Case("requests.Response.json", AT, answer.json)


@subject("urllib3", "urllib3")
def _urllib3() -> Iterator[Case]:
    answer = import_module("urllib3").HTTPResponse(body=_answer(), preload_content=True)
    yield Case("urllib3.response.HTTPResponse.json", AT, answer.json)


@subject("starlette.routing", "starlette")
def _starlette() -> Iterator[Case]:
    """Yield what programs do that match a request's path anew, as no route tells it before it is chosen."""
    compile_path, purge = import_module("starlette.routing").compile_path, import_module("re").purge
    paths = [f"/users/{{user:int}}/files{number}/{{path:path}}" for number in range(20)]

    def anew() -> None:
        purge()
        for path in paths:
            compile_path(path)

    yield Case("starlette.routing.compile_path", "20 paths that the regex cache does not hold", anew)
