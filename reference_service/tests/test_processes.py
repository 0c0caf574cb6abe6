"""The model in processes of its own: the same answers, and a death that is survived."""

import asyncio
import importlib
import multiprocessing
import os
import re
import shutil
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType

import httpx
import numpy as np
import pytest
from fastapi import FastAPI

from reference_service.main import create_app
from reference_service.model import DigitClassifier, Model, open_model
from reference_service.optional import processes
from reference_service.optional.processes import ModelProcesses
from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings
from reference_service.threads import NICENESS
from reference_service.weights import WeightsError

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOOK_S", 0.01)


@pytest.fixture
def settings() -> Settings:
    return Settings(views_per_axis=5, inference_threads=2, inference="processes", deadline_s=60)


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    end_s = time.monotonic() + 180  # for anything at all on a busy machine; arbitrary
    while not await happened():
        assert time.monotonic() < end_s, "it did not happen"
        await asyncio.sleep(0.01)


async def test_answers_as_in_threads(client: httpx.AsyncClient, settings: Settings) -> None:
    model = DigitClassifier.load(settings.weights, views_per_axis=settings.views_per_axis)

    answer = (await client.post("/predict", json=A_SEVEN)).json()

    assert answer["probabilities"] == pytest.approx(
        model.probabilities(np.array([A_SEVEN["pixels"]], dtype=np.float32))[0].tolist()
    )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the service sets no priority")
async def test_processes_let_the_loop_go_first_and_threads_that_ask_them_do_not_wait(app: FastAPI) -> None:
    def priority(number: int = 0) -> int:
        return os.getpriority(os.PRIO_PROCESS, number)

    asking = await app.state.resources.threads.run(lambda: priority(threading.get_native_id()))

    assert asking == priority()
    assert {priority(process.pid or 0) for process in multiprocessing.active_children()} == {
        min(priority() + NICENESS, 19)
    }


async def test_a_process_that_dies_costs_its_own_request_and_is_replaced(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
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

    async def all_there() -> bool:
        told = f"model process {victim} ended with code -9: it is replaced" in caplog.messages
        return told and len(multiprocessing.active_children()) == len(before)

    await until(all_there)


@pytest.mark.parametrize("damage", ["gone", "changed"])
async def test_is_ready_only_while_a_process_can_compute(
    settings: Settings, tmp_path: Path, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    weights = Path(shutil.copytree(settings.weights, tmp_path / "weights"))
    sums = (weights / "SHA256SUMS").read_text()
    update = {"weights": weights, "inference_threads": 1}
    app = create_app(settings.model_copy(update=update))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        assert (await client.get("/ready")).status_code == 200
        if damage == "gone":
            (weights / "SHA256SUMS").unlink()
        else:
            (weights / "SHA256SUMS").write_text(sums.upper())
        kill_all()

        for answer in (await client.get("/ready"), await client.post("/predict", json=A_SEVEN)):
            assert (answer.status_code, answer.json()) == (503, {"detail": "the model is not loaded"})
        complaints: list[str] = []

        async def complained_again() -> bool:
            assert (await client.get("/ready")).status_code == 503
            complaints.extend(capfd.readouterr().err.splitlines())
            return len(complaints) > 1

        async def ready_again() -> bool:
            return (await client.get("/ready")).status_code == 200

        await until(complained_again)
        (weights / "SHA256SUMS").write_text(sums)
        await until(ready_again)
        assert (await client.post("/predict", json=A_SEVEN)).status_code == 200
    assert all(re.match(rf"{weights}/\S+: ", line) for line in complaints)


async def test_a_process_that_died_at_rest_costs_no_request(client: httpx.AsyncClient) -> None:
    victim = multiprocessing.active_children()[0]
    victim.kill()
    victim.join()

    answers = [await client.post("/predict", json=A_SEVEN) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3


async def test_a_model_that_cannot_be_loaded_fails_the_start(settings: Settings, tmp_path: Path) -> None:
    settings = settings.model_copy(update={"weights": tmp_path, "inference_threads": 1})

    with pytest.raises(WeightsError, match="could not load"):
        ModelProcesses(settings, open_model)


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
        with pytest.raises(RuntimeError, match=r"ValueError: .*mismatch"):
            await asyncio.to_thread(model.probabilities, np.zeros((1, 3, 3), dtype=np.float32))


UNUSUAL = '''
import numpy as np

class UnsendableError(Exception):
    """Cannot be pickled, and not even written."""

    def __reduce__(self):
        raise TypeError

    __str__ = __reduce__

class Unusual:
    """Raises, or gives, what can hardly be sent."""

    def probabilities(self, images):
        match images.max():
            case 1:
                raise SystemExit
            case 2:
                raise UnsendableError
            case 3:
                return lambda: None
            case _:
                return np.zeros((1, 10))

def opened(_):
    return Unusual()

def broken(_):
    raise LookupError("no such\\nplace")
'''


@pytest.fixture
def unusual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    (tmp_path / "unusual_model.py").write_text(UNUSUAL)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])  # which a new process takes over
    sys.modules.pop("unusual_model", None)
    return importlib.import_module("unusual_model")


async def test_whatever_a_model_raises_or_gives_is_a_500_and_no_death(
    settings: Settings, unusual: ModuleType
) -> None:
    app = create_app(settings.model_copy(update={"inference_threads": 1}), unusual.opened)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        (process,) = multiprocessing.active_children()
        images = [{"pixels": [[pixel] * 8] * 8} for pixel in (1, 2, 3, 0)]
        answers = [(await client.post("/predict", json=image)).status_code for image in images]

        assert answers == [500, 500, 500, 200]
        assert process.is_alive()


async def test_a_model_that_cannot_be_opened_is_one_line(
    settings: Settings, unusual: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WeightsError, match="could not load"):
        ModelProcesses(settings.model_copy(update={"inference_threads": 1}), unusual.broken)

    assert capfd.readouterr().err == "LookupError: no such place\n"


async def test_no_process_outlives_the_service(settings: Settings) -> None:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        assert multiprocessing.active_children()

    assert not multiprocessing.active_children()
