"""What the load generator counted, as figures of an endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.load.latency import percentile_of_sorted
from freeloop.session.course import Quantile, TrafficCourse, slots, spectrum
from freeloop.session.figures import ErrorKind, Latency, Traffic
from freeloop.session.stall import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.load import LoadResult

_NOTHING = Latency(None, None, None)


def traffic_of(result: LoadResult | None) -> Traffic:
    """The traffic of one run; none at all when there was no result."""
    if result is None:
        return Traffic(0, 0, 0.0, _NOTHING, _NOTHING)
    window = Window(result.started_ns, result.ended_ns)
    latency_ns, canary_ns = sorted(result.latency_ns), sorted(result.canary_latency_ns)
    failed = sum(error.count for error in result.errors.values())
    return Traffic(
        requests=result.requests,
        unfinished=result.unfinished,
        unheard=result.requests - failed - result.answered_well,
        throughput_rps=result.achieved_rps,
        latency=_latency(latency_ns),
        canary=_latency(canary_ns),
        errors={kind: ErrorKind(error.count, error.example) for kind, error in result.errors.items()},
        redirects=result.redirects,
        redirected_to=result.redirected_to,
        generator_cpus=result.own_lag.cpu_share,
        generator_late_s=(result.own_lag.timer.p99_ns or result.own_lag.timer.max_ns or 0) / 1e9,
        course=TrafficCourse(
            latency=slots(result.due_ns, result.latency_ns, window),
            canary=slots(result.canary_due_ns, result.canary_latency_ns, window),
            latency_spectrum=_spectrum(latency_ns),
            canary_spectrum=_spectrum(canary_ns),
        ),
    )


def _latency(ordered: Sequence[int]) -> Latency:
    if not ordered:
        return _NOTHING
    return Latency(
        _seconds(percentile_of_sorted(ordered, 0.5)),
        _seconds(percentile_of_sorted(ordered, 0.99)),
        ordered[-1] / 1e9,
    )


def _spectrum(ordered: Sequence[int]) -> tuple[Quantile, ...]:
    return spectrum(lambda percentile: _seconds(percentile_of_sorted(ordered, percentile / 100)))


def _seconds(value_ns: int | None) -> float | None:
    return None if value_ns is None else value_ns / 1e9
