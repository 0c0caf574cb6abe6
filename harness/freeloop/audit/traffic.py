"""What the load generator counted, as figures of an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.load.latency import percentile_of_sorted
from freeloop.session.figures import ErrorKind, Latency, Traffic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.load import LoadResult

_NOTHING = Latency(None, None, None)


def traffic_of(result: LoadResult | None) -> Traffic:
    """The traffic of one run; none at all when there was no result."""
    if result is None:
        return Traffic(0, 0, 0.0, _NOTHING, _NOTHING)
    failed = sum(error.count for error in result.errors.values())
    return Traffic(
        requests=result.requests,
        unfinished=result.unfinished,
        unheard=result.requests - failed - result.answered_well,
        throughput_rps=result.achieved_rps,
        latency=_latency(result.latency_ns),
        canary=_latency(result.canary_latency_ns),
        errors={kind: ErrorKind(error.count, error.example) for kind, error in result.errors.items()},
        redirects=result.redirects,
        redirected_to=result.redirected_to,
        generator_cpus=result.own_lag.cpu_share,
        generator_late_s=(result.own_lag.timer.p99_ns or result.own_lag.timer.max_ns or 0) / 1e9,
    )


def _latency(samples_ns: Sequence[int]) -> Latency:
    if not samples_ns:
        return _NOTHING
    ordered = sorted(samples_ns)
    return Latency(
        _seconds(percentile_of_sorted(ordered, 0.5)),
        _seconds(percentile_of_sorted(ordered, 0.99)),
        ordered[-1] / 1e9,
    )


def _seconds(value_ns: int | None) -> float | None:
    return None if value_ns is None else value_ns / 1e9
