"""From SIGTERM to the end: not ready, but serving, for as long as a load balancer needs to see it."""

import asyncio
import signal
from collections.abc import Iterator
from types import FrameType

import httpx
import pytest

from reference_service.main import create_app
from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings

pytestmark = pytest.mark.asyncio


@pytest.fixture
def stopped() -> Iterator[asyncio.Event]:
    """In place of a server's handler, which would end it."""
    event = asyncio.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        event.set()

    before = signal.signal(signal.SIGTERM, stop)
    yield event
    signal.signal(signal.SIGTERM, before)


async def test_serves_but_is_not_ready(stopped: asyncio.Event) -> None:
    app = create_app(Settings(views_per_axis=5, drain_s=600))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://s") as client,
    ):
        before = await client.get("/ready")
        signal.raise_signal(signal.SIGTERM)
        ready, alive, predict = await asyncio.gather(
            client.get("/ready"), client.get("/health"), client.post("/predict", json=A_SEVEN)
        )

    assert (before.status_code, before.headers.get("connection")) == (200, None)
    assert (ready.status_code, alive.status_code, predict.status_code) == (503, 200, 200)
    # Clients that keep connections open make new ones, elsewhere.
    assert {answer.headers["connection"] for answer in (ready, alive, predict)} == {"close"}
    assert not stopped.is_set()


async def test_the_server_hears_of_the_signal_when_the_time_is_over(stopped: asyncio.Event) -> None:
    app = create_app(Settings(views_per_axis=5, drain_s=0.01))

    async with app.router.lifespan_context(app):
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(stopped.wait(), timeout=60)


async def test_without_a_time_to_drain_signals_are_left_alone(stopped: asyncio.Event) -> None:
    handler = signal.getsignal(signal.SIGTERM)
    app = create_app(Settings(views_per_axis=5))

    async with app.router.lifespan_context(app):
        assert signal.getsignal(signal.SIGTERM) is handler

    assert not stopped.is_set()
