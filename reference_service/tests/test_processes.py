"""The model in processes of its own: the same answers, and a death that is survived."""

import asyncio
import multiprocessing
import os
import shutil
import signal
from contextlib import closing
from pathlib import Path

import httpx
import numpy as np
import pytest
from fastapi import FastAPI

from reference_service.errors import BusyError
from reference_service.main import create_app
from reference_service.model import DigitClassifier, Model, open_model
from reference_service.optional.processes import InProcesses
from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]


@pytest.fixture
def settings() -> Settings:
    return Settings(views_per_axis=5, inference_threads=2, inference="processes", deadline_s=60)


async def test_answers_as_in_threads(client: httpx.AsyncClient, settings: Settings) -> None:
    model = DigitClassifier.load(settings.weights, views_per_axis=settings.views_per_axis)

    answer = (await client.post("/predict", json=A_SEVEN)).json()

    assert answer["probabilities"] == pytest.approx(
        model.probabilities(np.array([A_SEVEN["pixels"]], dtype=np.float32))[0].tolist()
    )


async def test_a_process_that_dies_costs_its_own_request_and_is_replaced(client: httpx.AsyncClient) -> None:
    before = multiprocessing.active_children()
    victim = before[0].pid or 0
    os.kill(victim, signal.SIGSTOP)
    requests = [asyncio.create_task(client.post("/predict", json=A_SEVEN)) for _ in before]
    await asyncio.wait(requests, return_when=asyncio.FIRST_COMPLETED)
    os.kill(victim, signal.SIGKILL)

    spared, lost = sorted([await request for request in requests], key=lambda answer: answer.status_code)

    assert spared.status_code == 200
    assert (lost.status_code, lost.json()) == (503, {"detail": "the process that computed this died"})
    again = await asyncio.gather(*(client.post("/predict", json=A_SEVEN) for _ in before))
    assert [answer.status_code for answer in again] == [200, 200]
    assert len(multiprocessing.active_children()) == len(before)


async def test_a_process_that_cannot_be_replaced_is_tried_again(settings: Settings, tmp_path: Path) -> None:
    weights = shutil.copytree(settings.weights, tmp_path / "weights")
    settings = settings.model_copy(update={"weights": weights, "inference_threads": 1})
    image = np.zeros((1, 8, 8), dtype=np.float32)
    with closing(InProcesses(settings, open_model)) as model:
        shutil.move(weights, tmp_path / "away")
        for _ in range(2):
            kill_all()
            with pytest.raises(BusyError, match="died"):
                await asyncio.to_thread(model.probabilities, image)
        shutil.move(tmp_path / "away", weights)

        with pytest.raises(BusyError, match="died"):
            await asyncio.to_thread(model.probabilities, image)
        assert (await asyncio.to_thread(model.probabilities, image)).shape == (1, 10)


async def test_a_stop_of_the_whole_group_leaves_running_work(client: httpx.AsyncClient) -> None:
    """As a service manager stops one: the service itself hears of it too, and finishes what it has."""
    for process in multiprocessing.active_children():
        process.terminate()

    answers = await asyncio.gather(*(client.post("/predict", json=A_SEVEN) for _ in range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4


def kill_all() -> None:
    for process in multiprocessing.active_children():
        process.kill()
        process.join()


async def test_an_error_in_the_model_is_the_caller_s(app: FastAPI, settings: Settings) -> None:
    model: Model = app.state.resources.model

    for _ in range(settings.inference_threads + 1):
        with pytest.raises(ValueError, match="mismatch"):
            await asyncio.to_thread(model.probabilities, np.zeros((1, 3, 3), dtype=np.float32))


async def test_no_process_outlives_the_service(settings: Settings) -> None:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        assert multiprocessing.active_children()

    assert not multiprocessing.active_children()
