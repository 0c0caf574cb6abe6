"""Lag: how long an event that becomes ready at a random moment waits before the loop looks at it.

Computed from the lengths of the intervals in which the loop was held, not from samples: a sampler that is
itself held records one late sample where a hundred users waited (coordinated omission). An event that arrives
during an interval of length d, uniformly at random, waits longer than w if it arrives in the first d - w of
it. Over a run of length T with intervals d_i:

    P(lag > w) = Σ max(0, d_i - w) / T

which is exact, piecewise linear in w, and therefore inverted exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TAIL_BEATS = 8
"""A percentile is n/a when its tail is shorter than this many beats of the instrument. Arbitrary: fewer, and
one stall more or less decides the figure. At 6 ms a beat, p99 is known from 5 s on."""


def lag_percentile_s(held_s: Sequence[float], run_s: float, percentile: float) -> float:
    """The wait in seconds that `percentile` (0 to 100) of random arrivals do not exceed.

    Args:
        held_s: length of each interval in which the loop was held, in seconds, any order. With several loops
            (workers), the intervals of all of them.
        run_s: length of the run in seconds; with several loops, the sum over them.
        percentile: 99 for p99.

    Returns:
        0.0 when so large a share never waits.
    """
    if not 0 <= percentile <= 100:  # noqa: PLR2004 - per cent
        raise ValueError(f"percentile {percentile} is not between 0 and 100")
    if run_s <= 0:
        raise ValueError(f"a run of {run_s} s has no moments: its length must be positive")
    tail_s = run_s * (100 - percentile) / 100
    longest_first = sorted((d for d in held_s if d > 0), reverse=True)
    if sum(longest_first) <= tail_s:
        return 0.0
    if tail_s <= 0:
        return longest_first[0]
    # With the k longest intervals above w: Σ d_i - k·w = tail, valid while w ≥ the next length down.
    total_s = 0.0
    for k, d in enumerate(longest_first, start=1):
        total_s += d
        wait_s = (total_s - tail_s) / k
        shorter_s = longest_first[k] if k < len(longest_first) else 0.0
        if wait_s >= shorter_s:
            return wait_s
    raise AssertionError("unreachable: the loop ends with shorter_s = 0 and wait_s > 0")


def percentile_is_known(run_s: float, percentile: float, resolution_s: float) -> bool:
    """Whether a run of `run_s` is long enough for its tail to hold `TAIL_BEATS` beats of `resolution_s`."""
    # Rounded: 10 s × 0.1 % is a hair over or under 10 ms in binary.
    return round(run_s * (100 - percentile) / 100, 9) >= round(TAIL_BEATS * resolution_s, 9)
