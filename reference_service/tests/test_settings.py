"""Settings from the environment."""

from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from reference_service import settings as module
from reference_service.main import create_app
from reference_service.settings import Settings


@pytest.fixture(autouse=True)
def four_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "cpu_count", lambda: 4)


@pytest.mark.parametrize(("processes", "threads"), [("1", 4), ("2", 2), ("4", 1), ("9", 1)])
def test_worker_processes_share_the_cores(
    monkeypatch: pytest.MonkeyPatch, processes: str, threads: int
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", processes)

    assert Settings().inference_threads == threads


def test_each_setting_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_WEIGHTS", "elsewhere")
    monkeypatch.setenv("SERVICE_VIEWS_PER_AXIS", "3")
    monkeypatch.setenv("SERVICE_INFERENCE_THREADS", "7")
    monkeypatch.setenv("SERVICE_BLAS_THREADS", "2")
    monkeypatch.setenv("SERVICE_QUEUE", "0")
    monkeypatch.setenv("SERVICE_DEADLINE_S", "0.5")

    assert Settings() == Settings(
        weights=Path("elsewhere"),
        views_per_axis=3,
        inference_threads=7,
        blas_threads=2,
        queue=0,
        deadline_s=0.5,
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("VIEWS_PER_AXIS", "many"),
        ("VIEWS_PER_AXIS", "1025"),
        ("INFERENCE_THREADS", "1025"),
        ("BLAS_THREADS", "1025"),
        ("DEADLINE_S", "86401"),
        ("DRAIN_S", "86401"),
        ("WORKER_TIMEOUT_S", "86401"),
        ("INFERENCE_THREADS", "0"),
        ("QUEUE", "-1"),
        ("PORT", "65536"),
        ("HOST", ""),
        ("DEADLINE_S", "inf"),
        ("DRAIN_S", "inf"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(f"SERVICE_{name}", text)

    with pytest.raises(ValidationError, match=f"SERVICE_{name}"):
        Settings()


@pytest.mark.asyncio
@pytest.mark.parametrize(("docs", "status"), [(False, 404), (True, 200)])
async def test_pages_for_developers_are_served_on_demand(*, docs: bool, status: int) -> None:
    transport = httpx.ASGITransport(create_app(Settings(docs=docs)))
    async with httpx.AsyncClient(transport=transport, base_url="http://s") as client:
        answers = [(await client.get(path)).status_code for path in ("/docs", "/redoc", "/openapi.json")]

    assert answers == [status, 404, 200]
