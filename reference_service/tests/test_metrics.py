"""What `/metrics` counts: requests by route and status, and what the inference threads do; of all workers together."""

import asyncio
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from prometheus_client import REGISTRY

from reference_service import metrics
from reference_service.schemas import A_SEVEN

COUNTING = """
import os, signal, sys
from reference_service.metrics import REQUESTS, UNFINISHED
UNFINISHED.inc({unfinished})
REQUESTS.labels("/predict", 200).observe(0.1)
if {killed}:
    os.kill(os.getpid(), signal.SIGKILL)
from reference_service.metrics import exposition
sys.stdout.buffer.write(exposition())
"""


def counted(route: str, status: int) -> float:
    labels = {"route": route, "status": str(status)}
    return REGISTRY.get_sample_value("http_request_seconds_count", labels) or 0


@pytest.mark.asyncio
async def test_requests_are_counted_by_route_and_status(client: httpx.AsyncClient) -> None:
    watched = [("/predict", 200), ("/predict", 422), ("/health", 200), ("", 404)]
    before = [counted(*one) for one in watched]

    await client.post("/predict", json=A_SEVEN)
    await client.post("/predict", json={})
    await client.get("/health")
    await client.get("/nowhere/17")
    text = (await client.get("/metrics")).text

    assert [counted(*one) for one in watched] == [number + 1 for number in before]
    assert 'http_request_seconds_count{route="/predict",status="200"}' in text
    assert "17" not in [part for line in text.splitlines() for part in line.split('"')]
    assert "\ninference_unfinished 0.0\n" in text
    assert "\ninference_waited_for 0.0\n" in text


@pytest.mark.asyncio
async def test_those_who_ask_at_once_are_answered_one_after_another(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = threading.Barrier(2)
    met: list[int] = []

    def generate(_: object) -> bytes:
        with suppress(threading.BrokenBarrierError):  # alone
            met.append(two.wait(0.05))
        return b""

    monkeypatch.setattr(metrics, "generate_latest", generate)
    answers = await asyncio.gather(*(client.get("/metrics") for _ in range(4)))

    assert [answer.status_code for answer in answers] == [200] * 4
    assert not met


@pytest.mark.slow
def test_an_answer_speaks_for_all_processes_the_killed_included(tmp_path: Path) -> None:
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for killed in (True, False):
        code = COUNTING.format(unfinished=0 if killed else 2, killed=killed)
        done = subprocess.run(  # noqa: S603 - our own
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=not killed
        )

    assert 'http_request_seconds_count{route="/predict",status="200"} 2.0' in done.stdout
    assert "\ninference_unfinished 2.0\n" in done.stdout
