"""Streams and websockets of a real application: what counts as one request, and until when it is timed."""

from __future__ import annotations

from pathlib import Path

import pytest
from apps.streaming import PARTS, PAUSE_S

from freeloop import AuditSettings, ServerSettings, run_audit

APPS = Path(__file__).parent / "apps"
USERS = 4
DURATION_S = 1.0

pytestmark = pytest.mark.slow


def test_streams_and_websockets_are_counted() -> None:
    settings = AuditSettings(
        ServerSettings("streaming:app", app_dir=APPS),
        select=["/events", "/parts"],
        data={"WS /echo": "hello"},
        concurrency=USERS,
        duration_s=DURATION_S,
        warmup_s=0.0,
    )
    result = run_audit(settings)
    events, parts, echo = (endpoint.traffic for endpoint in result.endpoints)
    assert [endpoint.path for endpoint in result.endpoints] == ["/events", "/parts", "/echo"]
    assert events.errors == parts.errors == echo.errors == {}
    assert {endpoint.server_error for endpoint in result.endpoints} == {""}

    # A stream without end is left after a second: no user can have begun more than two in the window.
    assert USERS <= events.requests <= 2 * USERS
    assert events.answered_well == events.requests

    # Text in parts counts as a whole: no answer can be shorter than its pauses.
    assert parts.answered_well == parts.requests <= USERS * (DURATION_S / (PARTS * PAUSE_S) + 1)
    assert parts.latency.max_s is not None
    assert parts.latency.max_s >= PARTS * PAUSE_S

    # Many messages over the connection of each user.
    assert echo.answered_well == echo.requests > USERS
