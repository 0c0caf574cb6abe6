"""Where the OpenAPI document is looked for, and what is said of the routes where there is none."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from freeloop.agent.install import note
from freeloop.audit import AuditSettings
from freeloop.audit.planned import plan_for
from freeloop.serve import ServerSettings, ServerUnderTest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DOCUMENT = json.dumps({"paths": {"/documented": {"get": {}}}})
_PAGE = "<!doctype html>"
_ROUTES = [
    ("GET", "/"),
    ("GET", "/x/{i}"),
    ("WS", "/chat"),
    ("*", "/static/*"),
    ("GET", "/schema/openapi.json"),
]
_NONE_FOUND = "no OpenAPI document was found at /openapi.json or /schema/openapi.json"


class _Handler(BaseHTTPRequestHandler):
    pages: dict[str, str]

    def do_GET(self) -> None:
        text = self.pages.get(self.path)
        self.send_response(404 if text is None else 200)
        self.end_headers()
        self.wfile.write((text or "").encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        del format, args


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerUnderTest]:
    """One whose agent saw its routes, and no document."""
    note(str(tmp_path), "routes", json.dumps(_ROUTES))
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as listener:
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        under_test = ServerUnderTest(ServerSettings("main:app"), tmp_path)
        under_test.port = listener.server_address[1]
        yield under_test
        listener.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "pages",
    [
        {"/openapi.json": _DOCUMENT},
        {"/schema/openapi.json": _DOCUMENT},
        # An application of one page answers with it wherever one asks.
        {"/openapi.json": _PAGE, "/schema/openapi.json": _DOCUMENT},
        {"/openapi.json": '{"detail": "log in"}', "/schema/openapi.json": _DOCUMENT},
    ],
)
def test_the_document_is_found(server: ServerUnderTest, pages: dict[str, str]) -> None:
    _Handler.pages = pages
    plan = plan_for(AuditSettings(server.settings), server, None, {})
    assert [each.path_template for each in plan.endpoints] == ["/documented"]
    reasons = {each.path: each.reason for each in plan.skipped}
    assert reasons.keys() == {"/", "/x/{i}", "/chat", "/static/*"}
    assert reasons["/"] == "not in the OpenAPI document: name it as 'GET /' to load it"


@pytest.mark.parametrize("pages", [{}, {"/openapi.json": _PAGE, "/schema/openapi.json": "[]"}])
def test_where_there_is_none_no_route_is_said_to_lack_in_it(
    server: ServerUnderTest, pages: dict[str, str]
) -> None:
    _Handler.pages = pages
    plan = plan_for(AuditSettings(server.settings), server, None, {})
    assert [each.path_template for each in plan.endpoints] == ["/"]
    assert {each.path: each.reason for each in plan.skipped} == {
        "/x/{i}": f"{_NONE_FOUND}: name it as 'GET /x/{{i}}', with values in its path, to load it",
        "/chat": "a websocket: name it as 'WS /chat' to load it",
        "/static/*": "mounted, and does not tell its routes: name one, as 'GET /path', to load it",
    }
