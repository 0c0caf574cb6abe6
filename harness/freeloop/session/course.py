"""What happened over the time of a window, for people to look at: bounded in size, however much happened.

Times are seconds after the window's start. What is left out is counted, never silently missing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from freeloop.session.cause import Cause, in_it_for
from freeloop.session.culprit import on_the_loop, without_own
from freeloop.session.recording import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from freeloop.session.stall import Held, Window

SLOTS = 240
"""Parts that a window is cut into for its requests. Arbitrary: a chart 720 points wide shows them 3 apart."""

INTERVALS = 300
"""Of the intervals in which the loop was held, the longest are kept. Arbitrary: with more, a chart is one colour."""

STACKS = 120
"""Different stacks that are kept, the heaviest first. Arbitrary: the rest is less than can be seen in a flame graph."""

PERCENTILES = tuple(100 - 100 * 10 ** (-step / 6) for step in range(31))
"""From 0 to 99.999 at equal distances on the axis of a percentile spectrum: six for each nine."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The requests that were meant for one part of a window."""

    at_s: float
    count: int
    median_s: float
    longest_s: float


@dataclass(frozen=True, slots=True)
class Quantile:
    """A value that `percentile` (0 to 100) of all do not exceed."""

    percentile: float
    value_s: float


@dataclass(frozen=True, slots=True)
class TrafficCourse:
    """What clients and the canary waited, over time and by percentile."""

    latency: tuple[Slot, ...] = ()
    canary: tuple[Slot, ...] = ()
    latency_spectrum: tuple[Quantile, ...] = ()
    canary_spectrum: tuple[Quantile, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldAt:
    """One interval in which a loop was held. `charged_s` is what the application answers for of `wall_s`."""

    at_s: float
    wall_s: float
    charged_s: float
    cause: Cause
    is_stall: bool
    culprit: Frame | None


@dataclass(frozen=True, slots=True)
class StallStack:
    """What was on the stack in stalls of one cause, outermost first, and for how much charged time."""

    cause: Cause
    frames: tuple[Frame, ...]
    held_s: float


@dataclass(frozen=True, slots=True)
class LoopCourse:
    """What held the loops, over time and by stack, and their lag by percentile."""

    length_s: float = 0.0
    held: tuple[HeldAt, ...] = ()
    held_left_out: int = 0
    stacks: tuple[StallStack, ...] = ()
    stacks_left_out_s: float = 0.0
    lag_spectrum: tuple[Quantile, ...] = ()


def slots(due_ns: Sequence[int], waited_ns: Sequence[int], window: Window) -> tuple[Slot, ...]:
    """Requests by the moment each was meant for; those from before the window, which it found waiting, at 0."""
    length_ns = window.end_ns - window.start_ns
    members: dict[int, list[int]] = {}
    for due, waited in zip(due_ns, waited_ns, strict=True):
        number = (due - window.start_ns) * SLOTS // length_ns
        members.setdefault(min(SLOTS - 1, max(0, number)), []).append(waited)
    return tuple(
        Slot(
            at_s=round((number + 0.5) / SLOTS * length_ns / 1e9, 4),
            count=len(members[number]),
            median_s=sorted(members[number])[(len(members[number]) - 1) // 2] / 1e9,
            longest_s=max(members[number]) / 1e9,
        )
        for number in sorted(members)
    )


def spectrum(value_s_at: Callable[[float], float | None]) -> tuple[Quantile, ...]:
    """The percentiles that are known, as far as they go up."""
    found = ((percentile, value_s_at(percentile)) for percentile in PERCENTILES)
    return tuple(Quantile(round(percentile, 5), value) for percentile, value in found if value is not None)


def loop_course(held: Sequence[Held], window: Window, lag_spectrum: tuple[Quantile, ...]) -> LoopCourse:
    """What held the loops; `held` are the intervals of the window, in order."""
    longest = _heaviest(held, INTERVALS, lambda interval: interval.whole_wall_s)
    stacks = _stacks(interval for interval in held if interval.is_stall)
    shown = _heaviest(stacks, STACKS, lambda stack: stack.held_s)
    return LoopCourse(
        length_s=window.length_s,
        held=tuple(
            HeldAt(
                at_s=round((interval.start_ns - window.start_ns) / 1e9, 4),
                wall_s=interval.whole_wall_s,
                charged_s=interval.whole_s,
                cause=interval.cause,
                is_stall=interval.is_stall,
                culprit=interval.culprit.frame if interval.culprit else None,
            )
            for interval in sorted(longest, key=lambda interval: interval.start_ns)
        ),
        held_left_out=len(held) - len(longest),
        stacks=tuple(shown),
        stacks_left_out_s=max(0.0, math.fsum(s.held_s for s in stacks) - math.fsum(s.held_s for s in shown)),
        lag_spectrum=lag_spectrum,
    )


def _stacks(stalls: Iterable[Held]) -> list[StallStack]:
    """Each stall's charged time, by weight on the stacks that were taken while it was held for its cause."""
    held_s: dict[tuple[Cause, tuple[Frame, ...]], float] = {}
    for stall in stalls:
        taken = in_it_for(stall.cause, stall.blamed)
        seen = [(without_own(on_the_loop(stack))[::-1], stack.weight) for stack in taken] or [((), 1)]
        votes = sum(weight for _, weight in seen)
        for frames, weight in seen:
            key = (stall.cause, frames)
            held_s[key] = held_s.get(key, 0.0) + stall.whole_s * weight / votes
    return [StallStack(cause, frames, held) for (cause, frames), held in held_s.items()]


_T = TypeVar("_T")


def _heaviest(items: Sequence[_T], count: int, weight: Callable[[_T], float]) -> Sequence[_T]:
    return sorted(items, key=weight, reverse=True)[:count]
