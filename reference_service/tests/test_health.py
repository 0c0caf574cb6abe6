"""Liveness and readiness."""

import threading

import httpx
import numpy as np
import pytest
from fastapi import FastAPI

from reference_service.main import create_app
from reference_service.model import DigitClassifier
from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings
from reference_service.threads import InferenceThreads
from reference_service.weights import Matrix, WeightsError

pytestmark = pytest.mark.asyncio


def client_of(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service")


async def test_is_alive_and_ready_while_the_lifespan_lasts(client: httpx.AsyncClient) -> None:
    alive, ready = await client.get("/health"), await client.get("/ready")

    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})


async def test_is_alive_but_not_ready_before_and_after(settings: Settings) -> None:
    app = create_app(settings)
    async with client_of(app) as client:
        before = (await client.get("/health")).status_code, (await client.get("/ready")).status_code
        async with app.router.lifespan_context(app):
            during = (await client.get("/ready")).status_code
        after = (await client.get("/health")).status_code, (await client.get("/ready")).status_code

    assert (before, during, after) == ((200, 503), 200, (200, 503))


async def test_is_not_ready_while_the_queue_is_full(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InferenceThreads, "full", True)

    ready, predict = await client.get("/ready"), await client.post("/predict", json=A_SEVEN)

    assert (ready.status_code, ready.json()) == (503, {"detail": "the queue is full"})
    assert (predict.status_code, predict.json()) == (503, {"detail": "the queue is full"})
    assert predict.headers["retry-after"] == "1"


async def test_the_model_is_loaded_and_warm_before_the_first_request(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Matrix] = []
    real = DigitClassifier.probabilities

    def probabilities(model: DigitClassifier, images: Matrix) -> Matrix:
        calls.append(images)
        return real(model, images)

    monkeypatch.setattr(DigitClassifier, "probabilities", probabilities)
    app = create_app(settings)
    assert not calls

    async with app.router.lifespan_context(app):
        assert len(calls) == 1
        np.testing.assert_array_equal(calls[0], np.zeros((1, 8, 8)))


async def test_a_missing_weight_file_fails_the_start_and_leaves_no_thread(
    settings: Settings,
) -> None:
    before = threading.enumerate()
    app = create_app(Settings(weights=settings.weights / "nowhere"))

    with pytest.raises(WeightsError, match=r"nowhere/SHA256SUMS: No such file"):
        async with app.router.lifespan_context(app):
            pass

    assert threading.enumerate() == before
