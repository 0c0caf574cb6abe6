"""Percentiles by rank: exact, and none where the samples are too few."""

from __future__ import annotations

import pytest

from freeloop.load import Lateness, percentile


@pytest.mark.parametrize(
    ("count", "share", "expected"),
    [
        (1000, 0.99, 990),
        (1000, 0.5, 500),
        (1001, 0.5, 501),
        (999, 0.99, None),  # rank 990 leaves nine above
        (20, 0.5, 10),
        (19, 0.5, None),
        (0, 0.5, None),
        (10_000, 0.999, 9990),
        (9_999, 0.999, None),
    ],
)
def test_percentile_is_the_sample_of_its_rank(count: int, share: float, expected: int | None) -> None:
    times = list(range(count, 0, -1))
    assert percentile(times, share) == expected


def test_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([1] * 15 + [100] * 15, 0.5) == 1


def test_lateness_summarises_and_survives_json() -> None:
    lateness = Lateness.of(range(1000))
    assert lateness == Lateness(samples=1000, p50_ns=499, p99_ns=989, max_ns=999)
    assert Lateness.from_json(lateness.to_json()) == lateness


def test_lateness_of_nothing_is_unknown() -> None:
    assert Lateness.of([]) == Lateness(samples=0, p50_ns=None, p99_ns=None, max_ns=None)
