"""Known stalls on a real server: each is found, with its cause and line; what is harmless stays silent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from freeloop.audit import AuditSettings, run_audit
from freeloop.serve import ServerSettings

if TYPE_CHECKING:
    from freeloop.session.result import AuditResult, EndpointResult

APPS = Path(__file__).parent / "apps"
SOURCE = (APPS / "stalling.py").read_text().splitlines()
MARK = re.compile(r"# stall: (?P<path>\S+) (?P<cause>\w+)$")
ROUTE = re.compile(r'^@app\.get\("(?P<path>[^"]+)"\)')

STALLS = {
    found["path"]: (found["cause"], number)
    for number, line in enumerate(SOURCE, start=1)
    if (found := MARK.search(line))
}
FREE = [found["path"] for line in SOURCE if (found := ROUTE.match(line)) and found["path"] not in STALLS]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def result(request: pytest.FixtureRequest) -> AuditResult:
    """One audit of all endpoints, on each kind of loop."""
    if request.param == "uvloop":
        pytest.importorskip("uvloop")
    server = ServerSettings("stalling:app", app_dir=str(APPS), loop=request.param)
    return run_audit(AuditSettings(server, concurrency=2, duration_s=1.0, warmup_s=0.2))


def _endpoint(result: AuditResult, path: str) -> EndpointResult:
    return next(endpoint for endpoint in result.endpoints if endpoint.path == path)


@pytest.mark.parametrize("path", STALLS)
def test_a_stall_is_found_with_its_cause_and_line(result: AuditResult, path: str) -> None:
    cause, line = STALLS[path]
    endpoint = _endpoint(result, path)
    assert endpoint.verdict.status == "failed", endpoint.verdict.why
    heaviest = endpoint.stalls[0]
    assert heaviest.culprit is not None, heaviest
    assert (heaviest.cause, heaviest.culprit.line) == (cause, line), endpoint.stalls


@pytest.mark.parametrize("path", FREE)
def test_a_free_loop_is_left_alone(result: AuditResult, path: str) -> None:
    endpoint = _endpoint(result, path)
    assert endpoint.verdict.status != "failed", (endpoint.verdict.why, endpoint.stalls)


def test_every_endpoint_was_loaded_and_the_observer_was_alive(result: AuditResult) -> None:
    assert {endpoint.path for endpoint in result.endpoints} == {*STALLS, *FREE}
    assert all("proof of life" not in endpoint.verdict.why for endpoint in result.endpoints)
