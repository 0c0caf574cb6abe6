"""Stalls: the gaps of a window that are longer than the threshold, each with its charge, cause and culprit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.session.cause import Cause, classify, in_it_for
from freeloop.session.charge import charge
from freeloop.session.culprit import Culprit, majority, of_users

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.session.charge import Charge
    from freeloop.session.recording import Frame, Gap, Recording, Stack

THRESHOLD_S = 0.020
"""A stall is longer than this. Twice the 10 ms that work on a loop may take unnoticed beside a 60 Hz frame or a
health check; arbitrary beyond that. Lower, and the scheduling of a healthy machine shows up as stalls."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of CLOCK_MONOTONIC time, in ns."""

    start_ns: int
    end_ns: int

    @property
    def length_s(self) -> float:
        """Length in seconds."""
        return (self.end_ns - self.start_ns) / 1e9


@dataclass(frozen=True, slots=True)
class Held:
    """An interval in which a loop ran no new callback, cut to its window. Seconds.

    `whole_s` and `whole_wall_s` are its charged and wall lengths as they were, if it began in the window: one that
    outlasts the window was no shorter. `blamed` are the stacks of the thread that is to blame.
    """

    start_ns: int
    thread_id: int
    charged_s: float
    whole_s: float
    whole_wall_s: float
    host_s: float
    gap: Gap
    cause: Cause
    culprit: Culprit | None
    blamed: tuple[Stack, ...]
    is_open: bool

    @property
    def is_stall(self) -> bool:
        """Longer than the threshold, in charged time."""
        return self.whole_s > THRESHOLD_S


@dataclass(frozen=True, slots=True)
class StallGroup:
    """Stalls of one cause and culprit. Seconds; `longest_s` is of charged time."""

    cause: Cause
    culprit: Culprit | None
    count: int
    wall_s: float
    charged_s: float
    longest_s: float


def held_in(recording: Recording, window: Window) -> list[Held]:
    """Every interval of the window in which a server loop was held for longer than one beat, in order."""
    interval_ns = {
        (loop.pid, loop.thread_id): loop.interval_ns for loop in recording.loops if loop.role == "server"
    }
    return sorted(
        (
            _cut(gap, interval_ns[gap.pid, gap.thread_id], recording, window)
            for gap in recording.gaps
            if (gap.pid, gap.thread_id) in interval_ns
            and gap.start_ns < window.end_ns
            and gap.end_ns > window.start_ns
        ),
        key=lambda held: held.start_ns,
    )


def grouped(stalls: Sequence[Held]) -> list[StallGroup]:
    """Stalls by cause and culprit line, heaviest charge first; the callee is that of the first.

    Garbage collections are one group: each is set off by whatever line happens to make one object too many. A line
    is named only where most of them were set off by it.
    """
    groups: dict[tuple[Cause, Frame | None], list[Held]] = {}
    for stall in stalls:
        groups.setdefault((stall.cause, _line(stall) if stall.cause != "gc" else None), []).append(stall)
    return sorted(
        (
            StallGroup(
                cause=cause,
                culprit=_that_of_most(members),
                count=len(members),
                wall_s=sum(stall.whole_wall_s for stall in members),
                charged_s=sum(stall.whole_s for stall in members),
                longest_s=max(stall.whole_s for stall in members),
            )
            for (cause, _), members in groups.items()
        ),
        key=lambda group: -group.charged_s,
    )


def _line(stall: Held) -> Frame | None:
    return stall.culprit.frame if stall.culprit else None


def _that_of_most(members: Sequence[Held]) -> Culprit | None:
    """The first of the line that more than half of a group have, if there is one."""
    line, count = Counter(map(_line, members)).most_common(1)[0]
    if count * 2 <= len(members):
        return None
    return next(stall.culprit for stall in members if _line(stall) == line)


def _blamed(gap: Gap, cause: Cause, taken_apart: Charge) -> Sequence[Stack]:
    """The stacks that say who held the loop: for GIL and CPUs not the loop's, which stood on an innocent line.

    A collection that took more than the loop's thread computed ran in another thread.
    """
    is_elsewhere = cause in ("gil", "saturation") or (cause == "gc" and gap.cpu_ns < taken_apart.gc_ns / 2)
    return of_users(gap.other_stacks) if is_elsewhere else gap.stacks


def _cut(gap: Gap, interval_ns: int, recording: Recording, window: Window) -> Held:
    taken_apart = charge(gap, interval_ns, recording.ticks)
    inside_ns = min(gap.end_ns, window.end_ns) - max(gap.start_ns, window.start_ns)
    share = inside_ns / (gap.end_ns - gap.start_ns)
    whole = 1.0 if gap.start_ns >= window.start_ns else share
    cause = classify(gap, taken_apart)
    blamed = tuple(_blamed(gap, cause, taken_apart))
    return Held(
        start_ns=max(gap.start_ns, window.start_ns),
        thread_id=gap.thread_id,
        charged_s=taken_apart.charged_ns * share / 1e9,
        whole_s=taken_apart.charged_ns * whole / 1e9,
        whole_wall_s=taken_apart.wall_ns * whole / 1e9,
        host_s=taken_apart.host_ns * share / 1e9,
        gap=gap,
        cause=cause,
        culprit=majority(in_it_for(cause, blamed)),
        blamed=blamed,
        is_open=gap.open,
    )
