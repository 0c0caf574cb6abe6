"""Which routes of an application the agent sees."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from starlette.staticfiles import StaticFiles

from freeloop.agent.routes import routes_of

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import WebSocket


async def _nothing() -> None: ...


async def _chat(socket: WebSocket) -> None:
    await socket.accept()


def test_routes_are_followed_through_routers_and_mounts(tmp_path: Path) -> None:
    router = APIRouter(prefix="/r")
    router.get("/x")(_nothing)
    router.websocket("/chat")(_chat)
    inner = FastAPI()
    inner.post("/predict")(_nothing)
    app = FastAPI()
    app.include_router(router)
    app.get("/hidden/{rest:path}", include_in_schema=False)(_nothing)
    app.mount("/v1", inner)
    app.mount("/static", StaticFiles(directory=tmp_path))
    app.mount("/itself", app)
    found = list(routes_of(app))
    assert found[:5] == [
        ("GET", "/r/x"),
        ("WS", "/r/chat"),
        ("GET", "/hidden/{rest}"),
        ("POST", "/v1/predict"),
        ("*", "/static/*"),
    ]
    assert found[-1] == ("*", "/itself" * 9 + "/*")


def test_the_routes_of_litestar_are_those_of_the_applications_own_handlers() -> None:
    """As Litestar 2.25 has them, which is no dependency of the tests."""

    def handled(module: str, *methods: str) -> object:
        return SimpleNamespace(fn=SimpleNamespace(__module__=module), http_methods=set(methods))

    options, documentation = (
        handled("litestar.routes.http", "OPTIONS"),
        handled("litestar._openapi.plugin", "GET"),
    )
    own = handled("shop.routes", "GET", "HEAD")
    routes = [
        SimpleNamespace(path="/x/{i:int}", scope_type="http", methods={"GET"}, route_handlers=[options, own]),
        SimpleNamespace(
            path="/schema", scope_type="http", methods={"GET"}, route_handlers=[documentation, options]
        ),
        SimpleNamespace(path="/chat", scope_type="websocket", methods=set()),
        SimpleNamespace(path="/static", scope_type="asgi", methods=set()),
    ]
    found = list(routes_of(SimpleNamespace(routes=routes)))
    assert found == [("GET", "/x/{i}"), ("WS", "/chat"), ("*", "/static/*")]


def test_an_application_of_no_framework_has_none() -> None:
    assert list(routes_of(object())) == []
