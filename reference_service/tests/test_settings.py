"""Settings from the environment."""

from pathlib import Path

import pytest

from reference_service import settings as module
from reference_service.settings import Settings


@pytest.fixture(autouse=True)
def four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "usable_cores", lambda: 4)


@pytest.mark.parametrize(("processes", "threads"), [("1", 4), ("2", 2), ("4", 1), ("9", 1)])
def test_worker_processes_share_the_cores(
    monkeypatch: pytest.MonkeyPatch, processes: str, threads: int
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", processes)

    assert Settings.from_environment().inference_threads == threads


def test_each_setting_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_WEIGHTS", "elsewhere")
    monkeypatch.setenv("SERVICE_VIEWS_PER_AXIS", "3")
    monkeypatch.setenv("SERVICE_INFERENCE_THREADS", "7")
    monkeypatch.setenv("SERVICE_BLAS_THREADS", "2")

    expected = Settings(weights=Path("elsewhere"), views_per_axis=3, inference_threads=7, blas_threads=2)
    assert Settings.from_environment() == expected
