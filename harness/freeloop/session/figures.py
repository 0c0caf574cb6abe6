"""The figures of one endpoint: what the loops did during its window, and what its clients saw. All in seconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from freeloop.session.course import LoopCourse, TrafficCourse, loop_course, spectrum
from freeloop.session.lag import lag_percentile_s, percentile_is_known
from freeloop.session.stall import StallGroup, Window, grouped, held_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.session.recording import Recording


@dataclass(frozen=True, slots=True)
class Lag:
    """Charged lag over a window; None where the window is too short to know the percentile."""

    p50_s: float | None
    p99_s: float | None
    p999_s: float | None
    max_s: float


@dataclass(frozen=True, slots=True)
class Latency:
    """What clients waited, from the moment they meant to ask; None where there are too few answers to say."""

    p50_s: float | None
    p99_s: float | None
    max_s: float | None


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """Requests that failed in one way, with one example."""

    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Traffic:
    """The load of one endpoint, as its generator counted it."""

    requests: int
    unfinished: int
    throughput_rps: float
    latency: Latency
    canary: Latency
    errors: dict[str, ErrorKind] = field(default_factory=dict[str, ErrorKind])
    generator_late_s: float = 0.0
    """The 99th percentile of the generator's own lag."""
    generator_cpus: float = 0.0
    """CPUs that the generator kept busy, on average."""
    unheard: int = 0
    """Those of the unfinished that are no error and have no answer: the server may never have got to them."""
    redirects: int = 0
    """Answers, no errors, that send their client elsewhere."""
    redirected_to: str = ""
    """Where the first of them leads."""
    course: TrafficCourse = field(default_factory=TrafficCourse)

    @property
    def answered_well(self) -> int:
        """Requests with an answer that is no error, or the beginning of one."""
        return self.requests - self.unheard - sum(kind.count for kind in self.errors.values())

    @property
    def answers_nothing(self) -> bool:
        """There were requests, and not one was answered well: the run proves nothing of the application."""
        return self.requests > 0 and self.answered_well == 0

    @property
    def only_redirects(self) -> bool:
        """Every answer that is no error leads elsewhere: the endpoint's own code may not have run."""
        return self.redirects > 0 and self.answered_well <= self.redirects


@dataclass(frozen=True, slots=True)
class LoopFigures:
    """What the server's loops did in a window."""

    lag: Lag
    held_share: float
    """Share of the window in which a loop was in a stall; charged time, mean over the loops.

    A lower bound of how busy it was: what it does in pieces shorter than `THRESHOLD_S` is not in it."""
    stalls: tuple[StallGroup, ...]
    host_share: float
    """Share of the window that the host took from the loops: time in which they wanted to run and could not."""
    host_longest_s: float
    elsewhere_cpus: float
    """CPUs that others than the application kept busy, on average; the generator is one of them."""
    cpus: int
    loops: int
    resolution_s: float
    """The beat interval: lag below it is not seen."""
    sees_the_host: bool = True
    """The system tells how long a thread was kept from running: without, none of it can be put on the host."""
    course: LoopCourse = field(default_factory=LoopCourse)


def loop_figures(recording: Recording, window: Window) -> LoopFigures:
    """Cut a window out of a recording and work out what its loops did."""
    loops = [loop for loop in recording.loops if loop.role == "server"]
    held = held_in(recording, window)
    stalls = [interval for interval in held if interval.is_stall]
    run_s = window.length_s * max(1, len(loops))
    resolution_s = max((loop.interval_ns for loop in loops), default=0) / 1e9
    charged = [interval.charged_s for interval in held]
    return LoopFigures(
        lag=Lag(
            p50_s=_known(charged, run_s, 50, resolution_s),
            p99_s=_known(charged, run_s, 99, resolution_s),
            p999_s=_known(charged, run_s, 99.9, resolution_s),
            max_s=max((interval.whole_s for interval in held), default=0.0),
        ),
        held_share=min(1.0, sum(stall.charged_s for stall in stalls) / run_s),
        stalls=tuple(grouped(stalls)),
        host_share=min(1.0, sum(interval.host_s for interval in held) / run_s),
        host_longest_s=max((interval.host_s for interval in held), default=0.0),
        elsewhere_cpus=_elsewhere_cpus(recording, window),
        cpus=max((tick.cpus for tick in recording.ticks), default=1),
        loops=len(loops),
        resolution_s=resolution_s,
        sees_the_host=all(interval.gap.runq_ns is not None for interval in held),
        course=loop_course(
            held, window, spectrum(lambda percentile: _known(charged, run_s, percentile, resolution_s))
        ),
    )


def _elsewhere_cpus(recording: Recording, window: Window) -> float:
    ticks = [tick for tick in recording.ticks if window.start_ns < tick.time_ns <= window.end_ns]
    period_ns = sum(tick.period_ns for tick in ticks)
    return sum(max(0, tick.busy_ns - tick.app_cpu_ns) for tick in ticks) / period_ns if period_ns else 0.0


def _known(held_s: Sequence[float], run_s: float, percentile: float, resolution_s: float) -> float | None:
    if not percentile_is_known(run_s, percentile, resolution_s):
        return None
    return lag_percentile_s(held_s, run_s, percentile)
