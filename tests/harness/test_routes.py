"""Which routes of an application the agent sees."""

from __future__ import annotations

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


def test_an_application_of_no_framework_has_none() -> None:
    assert list(routes_of(object())) == []
