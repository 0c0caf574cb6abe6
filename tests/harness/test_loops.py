"""Each loop of a server is followed, however many there are."""

from __future__ import annotations

import pytest
from stall_suite import APPS

from freeloop.audit import AuditSettings, run_audit
from freeloop.serve import ServerSettings

pytestmark = pytest.mark.slow


def test_every_worker_is_seen_and_proves_to_be_alive() -> None:
    server = ServerSettings("computing:app", app_dir=str(APPS), workers=2)
    (endpoint,) = run_audit(
        AuditSettings(server, select=("GET /inline-loop",), concurrency=4, duration_s=1.5, warmup_s=0.1)
    ).endpoints
    assert endpoint.figures.loops == 2
    assert "proof of life" not in endpoint.verdict.why
    assert endpoint.verdict.status != "passed"
    assert endpoint.stalls[0].culprit is not None
    assert endpoint.stalls[0].culprit.function == "inline_loop"
