"""Intended moments on a clock of plain numbers."""

from __future__ import annotations

import pytest

from freeloop.load.engine.schedule import NS_PER_S, OpenSchedule


def test_moments_are_evenly_spaced_from_the_start() -> None:
    schedule = OpenSchedule(start_ns=1000, end_ns=1000 + NS_PER_S, rate_rps=4)
    assert [schedule.moment_ns(index) - 1000 for index in range(4)] == [
        0,
        250_000_000,
        500_000_000,
        750_000_000,
    ]


@pytest.mark.parametrize("rate_rps", [0.3, 1, 3, 7, 20, 333.3, 1000, 12345.6])
def test_rounding_does_not_add_up(rate_rps: float) -> None:
    schedule = OpenSchedule(start_ns=5, end_ns=10**15, rate_rps=rate_rps)
    exact_ns = 5 + 100_000 * NS_PER_S / rate_rps
    assert abs(schedule.moment_ns(100_000) - exact_ns) <= 1


@pytest.mark.parametrize("rate_rps", [0.3, 1, 3, 7, 20, 333.3, 1000, 12345.6])
def test_count_agrees_with_the_moments_at_their_very_edges(rate_rps: float) -> None:
    schedule = OpenSchedule(start_ns=17, end_ns=10**15, rate_rps=rate_rps)
    for index in (0, 1, 2, 3, 99, 1000, 54321):
        moment_ns = schedule.moment_ns(index)
        assert schedule.count_before(moment_ns - 1) == index
        assert schedule.count_before(moment_ns) == index + 1


def test_nothing_is_due_before_the_start_or_at_the_end() -> None:
    schedule = OpenSchedule(start_ns=100, end_ns=100 + NS_PER_S, rate_rps=10)
    assert schedule.count_before(99) == 0
    assert schedule.count_before(100) == 1
    assert schedule.count_before(100 + NS_PER_S) == 10
    assert schedule.count_before(10**18) == 10
