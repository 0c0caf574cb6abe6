"""The stall suite on a real server: each stall is found, with its cause and line; what is harmless stays silent."""

from __future__ import annotations

import pytest
from stall_suite import Case, audit, cases, complaint, endpoint_of

from freeloop.session.verdict import busy_with

CASES = cases()
STALLS = [case for case in CASES if case.cause is not None]
FREE = [case for case in CASES if case.cause is None]

pytestmark = pytest.mark.slow


def _named(chosen: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", chosen, ids=[case.name for case in chosen])


@pytest.fixture(params=["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest) -> str:
    """A kind of event loop."""
    name = str(request.param)
    if name == "uvloop":
        pytest.importorskip("uvloop")
    return name


@_named(STALLS)
def test_a_stall_is_found_with_its_cause_and_line(case: Case, loop: str) -> None:
    endpoint = endpoint_of(audit(case.app, loop), case)
    wrong = complaint(endpoint, case)
    busy = busy_with(endpoint.figures, endpoint.traffic)
    if wrong and endpoint.verdict.status != "passed" and busy is not None:
        pytest.skip(f"{wrong} ({endpoint.verdict.why}), and {busy}: that proves nothing")
    assert wrong is None, f"{wrong}: {endpoint.verdict}, {endpoint.stalls}"


@_named(FREE)
def test_a_free_loop_is_left_alone(case: Case, loop: str) -> None:
    endpoint = endpoint_of(audit(case.app, loop), case)
    assert complaint(endpoint, case) is None, f"{endpoint.verdict}, {endpoint.stalls}"


@pytest.mark.parametrize("app", sorted({case.app for case in CASES}))
def test_every_endpoint_was_loaded_and_the_observer_was_alive(app: str, loop: str) -> None:
    endpoints = audit(app, loop).endpoints
    assert {endpoint.path for endpoint in endpoints} == {case.path for case in CASES if case.app == app}
    assert all("proof of life" not in endpoint.verdict.why for endpoint in endpoints)


def test_the_suite_is_as_large_as_it_claims() -> None:
    assert len(STALLS) >= 40
    assert len(FREE) >= 15


def test_whatever_is_not_to_be_left_alone_has_a_mark() -> None:
    assert [case.name for case in FREE if not case.path.startswith("/free/")] == []
