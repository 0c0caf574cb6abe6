"""Which requests belong to the window, on a clock of plain numbers."""

from __future__ import annotations

from freeloop.load import ErrorCount
from freeloop.load.engine.tally import Tally


def test_a_request_answered_in_the_warm_up_is_dropped() -> None:
    tally = Tally(start_ns=100, end_ns=200)
    tally.answered(due_ns=10, ended_ns=99, status=200, excerpt=b"")
    tally.failed(due_ns=10, ended_ns=99, kind="connect", example="refused")
    assert (tally.requests, tally.errors()) == (0, {})


def test_a_request_that_spans_the_start_counts_whole() -> None:
    tally = Tally(start_ns=100, end_ns=200)
    tally.answered(due_ns=10, ended_ns=150, status=200, excerpt=b"")
    assert list(tally.latency_ns) == [140]
    assert tally.answered_in_window == 1


def test_an_answer_after_the_end_counts_but_not_as_throughput() -> None:
    tally = Tally(start_ns=100, end_ns=200)
    tally.answered(due_ns=190, ended_ns=900, status=200, excerpt=b"")
    assert (tally.requests, tally.answered_in_window, list(tally.latency_ns)) == (1, 0, [710])


def test_an_unanswered_request_has_its_age_as_latency() -> None:
    tally = Tally(start_ns=100, end_ns=200)
    tally.unanswered(due_ns=150, now_ns=1000)
    assert (tally.requests, tally.unfinished, list(tally.latency_ns)) == (1, 1, [850])


def test_errors_are_counted_by_kind_with_the_first_as_example() -> None:
    tally = Tally(start_ns=0, end_ns=200)
    tally.answered(due_ns=1, ended_ns=2, status=422, excerpt=b'{"detail": "first"}')
    tally.answered(due_ns=1, ended_ns=2, status=422, excerpt=b"second")
    tally.answered(due_ns=1, ended_ns=2, status=500, excerpt=b"")
    tally.answered(due_ns=1, ended_ns=2, status=200, excerpt=b"")
    tally.failed(due_ns=1, ended_ns=2, kind="connect", example="refused")
    assert tally.errors() == {
        "http_422": ErrorCount(2, '422: {"detail": "first"}'),
        "http_500": ErrorCount(1, "500"),
        "connect": ErrorCount(1, "refused"),
    }
    assert tally.statuses() == {"200": 1, "422": 2, "500": 1}
    assert (tally.requests, len(tally.latency_ns), tally.error_count()) == (5, 4, 4)
