"""The model in processes of its own: the same answers, and a death that is survived."""

import asyncio
import multiprocessing
import os
import signal

import httpx
import numpy as np
import pytest

from reference_service.main import create_app
from reference_service.model import DigitClassifier
from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]


@pytest.fixture
def settings() -> Settings:
    return Settings(views_per_axis=5, inference_threads=1, inference="processes", deadline_s=60)


async def test_answers_as_in_threads(client: httpx.AsyncClient, settings: Settings) -> None:
    model = DigitClassifier.load(settings.weights, views_per_axis=settings.views_per_axis)

    answer = (await client.post("/predict", json=A_SEVEN)).json()

    assert answer["probabilities"] == pytest.approx(
        model.probabilities(np.array([A_SEVEN["pixels"]], dtype=np.float32))[0].tolist()
    )


async def test_a_process_that_dies_costs_its_request_and_is_replaced(client: httpx.AsyncClient) -> None:
    (victim,) = multiprocessing.active_children()
    os.kill(victim.pid or 0, signal.SIGSTOP)
    request = asyncio.create_task(client.post("/predict", json=A_SEVEN))
    await asyncio.sleep(0.1)
    os.kill(victim.pid or 0, signal.SIGKILL)

    lost, next_one = await request, await client.post("/predict", json=A_SEVEN)

    assert (lost.status_code, lost.json()) == (503, {"detail": "the process that computed this died"})
    assert next_one.status_code == 200


async def test_no_process_outlives_the_service(settings: Settings) -> None:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        assert multiprocessing.active_children()

    assert not multiprocessing.active_children()
