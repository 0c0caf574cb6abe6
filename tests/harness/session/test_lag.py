"""Lag from the lengths of stalls: exact figures."""

from __future__ import annotations

import pytest

from freeloop.session.lag import lag_percentile_s, percentile_is_known


@pytest.mark.parametrize(
    ("held_s", "run_s", "percentile", "lag_s"),
    [
        ([], 10.0, 99, 0.0),
        ([0.05], 10.0, 99, 0.0),  # 0.5 % of the time: below the 99th
        ([1.0], 10.0, 99, 0.9),
        ([1.0], 10.0, 90, 0.0),
        ([1.0], 10.0, 100, 1.0),
        ([1.0, 3.0], 10.0, 80, 1.0),  # the corner at which the shorter one joins
        ([1.0, 3.0], 10.0, 70, 0.5),
        ([3.0, 1.0], 10.0, 90, 2.0),
        ([2.0] * 5, 10.0, 50, 1.0),  # held all the time: the median event waits half a stall
        ([2.0] * 5, 10.0, 0, 0.0),
    ],
)
def test_lag_percentile(held_s: list[float], run_s: float, percentile: float, lag_s: float) -> None:
    assert lag_percentile_s(held_s, run_s, percentile) == pytest.approx(lag_s)


def test_percentile_inverts_the_share() -> None:
    held_s = [0.013, 0.4, 0.022, 0.4, 0.09, 0.051, 0.3]
    for percentile in (80, 85, 90, 95, 98, 99, 99.9):
        lag_s = lag_percentile_s(held_s, 4.0, percentile)
        share = sum(d - lag_s for d in held_s if d > lag_s) / 4.0
        assert share == pytest.approx((100 - percentile) / 100)


def test_a_single_long_stall_counts_for_all_who_would_have_waited() -> None:
    """A naive 10 ms sampler would put one sample of 400 at 1 s: 0.25 %. A quarter of the arrivals waited."""
    assert lag_percentile_s([1.0], 4.0, 99) == pytest.approx(0.96)


@pytest.mark.parametrize(
    ("run_s", "percentile", "known"),
    [(4.8, 99, True), (4.7, 99, False), (48.0, 99.9, True), (47.0, 99.9, False)],
)
def test_a_short_run_knows_no_high_percentile(run_s: float, percentile: float, known: bool) -> None:  # noqa: FBT001
    assert percentile_is_known(run_s, percentile, resolution_s=0.006) is known


@pytest.mark.parametrize("percentile", [-1, 101])
def test_percentile_out_of_range(percentile: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        lag_percentile_s([1.0], 10.0, percentile)


def test_run_without_length() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        lag_percentile_s([], 0.0, 99)
