"""The route class that sends `def` endpoints to the service's own threads."""

import threading

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from reference_service.lifespan import lifespan
from reference_service.settings import Settings
from reference_service.workers import WorkerRoute

pytestmark = pytest.mark.asyncio


def app_of(router: APIRouter, settings: Settings) -> FastAPI:
    app = FastAPI(lifespan=lifespan)
    app.state.settings = settings
    app.include_router(router, prefix="/threads")
    return app


async def test_def_endpoints_run_in_the_workers_and_async_ones_on_the_loop(settings: Settings) -> None:
    router = APIRouter(route_class=WorkerRoute)

    @router.get("/def/{number}")
    def in_thread(number: int, *, factor: int = 2) -> dict[str, str | int]:
        return {"thread": threading.current_thread().name, "product": number * factor}

    @router.get("/async")
    async def on_loop() -> str:
        return threading.current_thread().name

    app = app_of(router, settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        worker = (await client.get("/threads/def/3?factor=5")).json()
        loop = (await client.get("/threads/async")).json()

    assert worker["product"] == 15
    assert worker["thread"].startswith("inference")
    assert loop == threading.current_thread().name


async def test_the_workers_are_no_part_of_the_documented_parameters(settings: Settings) -> None:
    router = APIRouter(route_class=WorkerRoute)

    @router.get("/documented")
    def documented(number: int) -> int:
        """Say what it does."""
        return number

    operation = app_of(router, settings).openapi()["paths"]["/threads/documented"]["get"]

    assert [parameter["name"] for parameter in operation["parameters"]] == ["number"]
    assert operation["description"] == "Say what it does."
    assert operation["summary"] == "Documented"


async def test_an_error_in_a_def_endpoint_reaches_fastapi(settings: Settings) -> None:
    router = APIRouter(route_class=WorkerRoute)

    @router.get("/broken")
    def broken() -> None:
        message = "broken on purpose"
        raise RuntimeError(message)

    app = app_of(router, settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        with pytest.raises(RuntimeError, match="broken on purpose"):
            await client.get("/threads/broken")
