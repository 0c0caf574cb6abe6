"""The event loop stays free: under load on a real server, and in a test of one long prediction."""

import httpx
import pytest

from freeloop.pytest_plugin import Audit
from reference_service.schemas import A_SEVEN
from reference_service.settings import Settings

LONG = Settings(views_per_axis=181, inference_threads=1)
"""Some 250 ms of computing, where the model as it ships takes 20 to 40."""


@pytest.mark.slow
def test_the_event_loop_stays_free_while_models_compute(freeloop_audit: Audit) -> None:
    freeloop_audit("reference_service.main:app", "POST /predict", "GET /health", max_stall="50ms")


@pytest.mark.asyncio
@pytest.mark.freeloop
@pytest.mark.slow
@pytest.mark.parametrize("settings", [LONG], ids=["long"])
async def test_one_long_prediction_holds_nobody_up(client: httpx.AsyncClient) -> None:
    assert (await client.post("/predict", json=A_SEVEN)).status_code == 200
