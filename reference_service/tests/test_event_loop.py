"""The service under load, on a real server: its event loop stays free."""

import pytest

from freeloop.pytest_plugin import Audit


@pytest.mark.slow
def test_the_event_loop_stays_free_while_models_compute(freeloop_audit: Audit) -> None:
    freeloop_audit("reference_service.main:app", "POST /predict", "GET /health")
