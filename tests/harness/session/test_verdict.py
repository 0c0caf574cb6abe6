"""Passed, failed, inconclusive: when each, and in which words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from freeloop.session.culprit import Culprit
from freeloop.session.figures import ErrorKind, Lag, Latency, LoopFigures, Traffic
from freeloop.session.recording import Frame
from freeloop.session.stall import StallGroup
from freeloop.session.verdict import Budget, judge

if TYPE_CHECKING:
    from freeloop.session.cause import Cause

QUIET = LoopFigures(
    lag=Lag(0.0, 0.009, 0.011, 0.012),
    held_share=0.0,
    stalls=(),
    host_share=0.0,
    host_longest_s=0.0,
    elsewhere_cpus=0.9,
    cpus=2,
    loops=1,
    resolution_s=0.006,
)
NO_LATENCY = Latency(None, None, None)
SERVED = Traffic(200, 0, 40.0, NO_LATENCY, NO_LATENCY, generator_cpus=0.8)


BUDGET = Budget(max_stall_s=0.050)
CULPRIT = Culprit(Frame("/srv/app.py", 5, "predict"), None)


def _stalling(
    longest_s: float, host_share: float = 0.0, cause: Cause = "cpu", culprit: Culprit | None = CULPRIT
) -> LoopFigures:
    stall = StallGroup(cause, culprit, 1, longest_s, longest_s, longest_s)
    return replace(QUIET, lag=replace(QUIET.lag, max_s=longest_s), host_share=host_share, stalls=(stall,))


@pytest.mark.parametrize(
    ("figures", "budget", "status", "why"),
    [
        (QUIET, BUDGET, "passed", "longest stall 12 ms, 50 ms allowed"),
        (_stalling(0.213), BUDGET, "failed", "longest stall 213 ms, 50 ms allowed"),
        (_stalling(0.213), Budget(max_stall_s=None), "passed", "longest stall 213 ms"),
        (
            replace(_stalling(0.213, cause="unknown"), sees_the_host=False),
            BUDGET,
            "inconclusive",
            "longest stall 213 ms, 50 ms allowed, but this system does not tell",
        ),
        (replace(_stalling(0.213), sees_the_host=False), BUDGET, "failed", "longest stall 213 ms"),
        (
            _stalling(0.060, 0.3),
            BUDGET,
            "inconclusive",
            "longest stall 60 ms, 50 ms allowed, but the machine was busy",
        ),
        (
            replace(_stalling(0.060), elsewhere_cpus=1.9),
            BUDGET,
            "inconclusive",
            "other programs used 55 % of the machine",
        ),
        (_stalling(0.213, 0.3), BUDGET, "failed", "longest stall 213 ms"),
        *(
            (
                replace(_stalling(0.213, 0.3, cause), host_longest_s=host_s),
                BUDGET,
                status,
                "longest stall 213 ms",
            )
            for cause in ("saturation", "gc", "paging")
            for host_s, status in [(0.050, "failed"), (0.060, "inconclusive")]
        ),
        (_stalling(0.213, 0.3, "unknown"), BUDGET, "inconclusive", "but the machine was busy"),
        (_stalling(0.213, 0.3, culprit=None), BUDGET, "inconclusive", "but the machine was busy"),
        (_stalling(0.213, 0.0, "saturation"), BUDGET, "failed", "longest stall 213 ms"),
        (_stalling(0.012, 0.8), BUDGET, "inconclusive", "kept the loop from running for 80 % of the time"),
        (QUIET, Budget(p99_s=0.008), "failed", "p99 of lag 9.0 ms, 8.0 ms allowed"),
        (QUIET, Budget(p999_s=0.008), "failed", "p99.9 of lag 11 ms, 8.0 ms allowed"),
        (
            replace(QUIET, held_share=0.2),
            Budget(held_share=0.1),
            "failed",
            "share of time held 20 %, 10 % allowed",
        ),
        (
            replace(QUIET, lag=replace(QUIET.lag, p999_s=None)),
            Budget(p999_s=0.008),
            "inconclusive",
            "too short to know the p99.9",
        ),
    ],
)
def test_verdict(figures: LoopFigures, budget: Budget, status: str, why: str) -> None:
    verdict = judge(figures, SERVED, budget)
    assert verdict.status == status
    assert why in verdict.why


def test_an_endpoint_that_only_errs_has_proved_nothing() -> None:
    traffic = replace(SERVED, errors={"http_422": ErrorKind(199, '422 {"detail": []}')})
    verdict = judge(QUIET, traffic, BUDGET)
    assert verdict.status == "inconclusive"
    assert verdict.why == (
        'only 1 of 200 requests were answered well; 199 × http_422: 422 {"detail": []}; '
        "give what it asks for with --header, --data or --hook"
    )


def test_too_few_answers_say_what_to_do() -> None:
    assert judge(QUIET, replace(SERVED, requests=4, errors={}), BUDGET).why == (
        "too few requests were answered to judge by, 4 of at least 5: give a longer --duration, "
        "or more users (--concurrency)"
    )
    full = ErrorKind(
        199, "could not connect: the load generator's own limit of open files is reached (ulimit -n)"
    )
    why = judge(QUIET, replace(SERVED, errors={"connect": full}), BUDGET).why
    assert why.endswith("(ulimit -n); raise it, or take fewer users (--concurrency)")


NOTHING_GOOD = replace(
    SERVED, errors={"http_401": ErrorKind(150, '401: {"detail": "who?"}'), "http_500": ErrorKind(50, "500")}
)
UNHEARD = replace(SERVED, errors={"timeout": ErrorKind(8, "no answer at all within 5.0 s")}, unheard=192)
UNHEARD_SAID = (
    "every one of 200 requests failed: no answer at all within 5.0 s; "
    "see that it answers when it runs alone, or give what it needs with --header, --data or --hook"
)
SAID = (
    'every one of 200 requests failed, 150 of them so: 401: {"detail": "who?"}; '
    "give what it asks for with --header, --data or --hook"
)


@pytest.mark.parametrize(
    ("figures", "traffic", "doubts", "why"),
    [
        (QUIET, NOTHING_GOOD, (), SAID),
        (_stalling(0.060, 0.3), NOTHING_GOOD, (), SAID),  # not "the machine was busy"
        (QUIET, NOTHING_GOOD, ("the observer ended before the run did",), SAID),
        (
            QUIET,
            UNHEARD,
            (),
            UNHEARD_SAID,
        ),
    ],
)
def test_an_endpoint_without_one_good_answer_is_named_as_such(
    figures: LoopFigures, traffic: Traffic, doubts: tuple[str, ...], why: str
) -> None:
    verdict = judge(figures, traffic, BUDGET, doubts)
    assert (verdict.status, verdict.why) == ("inconclusive", why)
    assert traffic.answers_nothing


LEADS_AWAY = (
    "each of 200 answers is a redirect to /login: log in with --header or --hook, or name the endpoint"
)


@pytest.mark.parametrize(
    ("figures", "redirects", "status", "why"),
    [
        (QUIET, 200, "inconclusive", LEADS_AWAY),
        (_stalling(0.060, 0.3), 200, "inconclusive", LEADS_AWAY),
        (_stalling(0.213), 200, "failed", "longest stall 213 ms"),
        (QUIET, 199, "passed", "longest stall 12 ms"),
    ],
)
def test_redirects_alone_prove_nothing(figures: LoopFigures, redirects: int, status: str, why: str) -> None:
    verdict = judge(figures, replace(SERVED, redirects=redirects, redirected_to="/login"), BUDGET)
    assert (verdict.status, verdict.why[: len(why)]) == (status, why)


@pytest.mark.parametrize(
    ("kind", "example", "next_step"),
    [
        (
            "http_404",
            '404: {"errors":["no such user"]}',
            "name it with values that exist, as '/items/7', or make them in a --hook file",
        ),
        ("http_429", "429", "a rate limiter answered: switch it off for the audit"),
        (
            "http_409",
            '409: {"detail": "taken"}',
            "the load repeats one request: make a body for each by a function, as DATA of a --hook file",
        ),
        (
            "http_400",
            "400: Invalid host header",
            "name one that is allowed: --header 'Host: api.example.com'",
        ),
    ],
)
def test_what_an_endpoint_lacks_is_named(kind: str, example: str, next_step: str) -> None:
    traffic = replace(SERVED, errors={kind: ErrorKind(200, example)})
    said = f"every one of 200 requests failed: {example}; {next_step}"
    assert judge(QUIET, traffic, BUDGET).why == said


def test_some_good_answers_are_something() -> None:
    assert not SERVED.answers_nothing
    assert not replace(SERVED, errors={"http_500": ErrorKind(199, "500")}).answers_nothing
    assert not replace(SERVED, requests=0).answers_nothing


def test_errors_do_not_excuse_a_stall() -> None:
    traffic = replace(SERVED, errors={"http_500": ErrorKind(200, "500")})
    assert judge(_stalling(0.2), traffic, BUDGET).status == "failed"


@pytest.mark.parametrize("figures", [QUIET, _stalling(1.0)])
def test_a_recording_that_cannot_be_trusted_is_neither_green_nor_red(figures: LoopFigures) -> None:
    verdict = judge(figures, SERVED, BUDGET, ("the observer ended before the run did",))
    assert (verdict.status, verdict.why) == ("inconclusive", "the observer ended before the run did")


def test_a_generator_that_lagged_cannot_pass_anyone() -> None:
    verdict = judge(QUIET, replace(SERVED, generator_late_s=0.5), BUDGET)
    assert verdict.status == "inconclusive"
    assert "the load generator" in verdict.why
