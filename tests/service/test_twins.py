"""The twins under `examples/` do the reference service's work, only in the wrong place."""

import importlib
import inspect
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from fastapi import FastAPI

from reference_service.main import create_app
from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(params=["blocking_twin", "loading_twin"])
def twin(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    return importlib.import_module(f"{request.param}.app")


@asynccontextmanager
async def served(app: FastAPI) -> AsyncGenerator[httpx.AsyncClient, None]:
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        yield client


@pytest.mark.asyncio
async def test_a_twin_answers_as_the_service_does(twin: ModuleType) -> None:
    async with served(twin.app) as theirs, served(create_app(Settings())) as ours:
        expected = (await ours.post("/predict", json=A_SEVEN)).json()
        answer = (await theirs.post("/predict", json=A_SEVEN)).json()
        health = (await theirs.get("/health")).json()

    assert answer["digit"] == expected["digit"]
    assert answer["probabilities"] == pytest.approx(expected["probabilities"], abs=1e-6)
    assert health == {"status": "alive"}


def test_a_twin_documents_the_service_s_example(twin: ModuleType) -> None:
    theirs, ours = (app.openapi()["components"]["schemas"] for app in (twin.app, create_app(Settings())))

    assert theirs["DigitImage"] == ours["DigitImage"]


def test_a_twin_s_endpoints_await_nothing(twin: ModuleType) -> None:
    """So that `def` in place of `async def` is all it takes to free the loop."""
    assert "await " not in inspect.getsource(twin)


@pytest.mark.asyncio
async def test_the_blocking_twin_answers_with_its_own_card_where_there_is_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    twin = importlib.import_module("blocking_twin.app")
    async with served(twin.app) as client:
        answer = await client.get("/model-card")

    assert answer.json() == twin.BUILT_IN_CARD
