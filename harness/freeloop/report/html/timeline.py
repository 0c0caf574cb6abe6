"""The timeline: what held the loop, and what clients and the canary waited meanwhile, on one axis of time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.report.headline import counted
from freeloop.report.html.scale import FULL, Linear, Logarithmic, Tick, x_ticks, y_ticks
from freeloop.report.source_line import display_path
from freeloop.units import format_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from freeloop.report.subject import Subject
    from freeloop.session.course import HeldAt, Slot

TITLED = 60
"""Stalls that tell of themselves when pointed at, the longest. Arbitrary: each costs some 150 bytes."""

FASTEST_S = 0.0001
"""Below, times are not told apart on a chart. Arbitrary."""

HOST_SHARE = 0.2
"""From this share of its wall time on, what the host took of a stall is drawn. Arbitrary: less is not seen."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One SVG path: its class, what it tells when pointed at."""

    kind: str
    path: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart above the common axis of time. `limit` is where a line across lies, in per mille."""

    title: str
    shapes: list[Shape]
    ticks: list[Tick]
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All panels, the axis below them, and the same in a sentence, for those who do not see it."""

    panels: list[Panel]
    ticks: list[Tick]
    legend: list[tuple[str, str]]
    sentence: str
    notes: list[str]


def timeline_of(subject: Subject) -> Timeline | None:
    """The timeline of a subject; None when nothing was recorded of it."""
    figures = subject.figures
    if figures is None or not figures.course.length_s:
        return None
    course, traffic = figures.course, subject.traffic
    time_s = Linear(course.length_s)
    panels = [_lag_panel(course.held, time_s, subject.max_stall_s)]
    legend = [(f"cause-{cause}", f"held: {cause}") for cause in _causes(course.held)]
    if any(not held.is_stall for held in course.held):
        legend.append(("short", "held, but no stall"))
    if any(map(_is_host_s, course.held)):
        legend.append(("hosts", "taken by the machine"))
    if subject.max_stall_s is not None:
        legend.append(("limit", f"budget: {format_seconds(subject.max_stall_s)}"))
    if traffic is not None and (traffic.course.latency or traffic.course.canary):
        panels.append(_waits_panel(traffic.course.latency, traffic.course.canary, time_s))
        legend += [("latency", "requests: median, up to the slowest"), ("canary", "canary")]
    left_out = course.held_left_out
    return Timeline(
        panels=panels,
        ticks=x_ticks(time_s, time_s.values(6)),
        legend=legend,
        sentence=_sentence(subject, course.held),
        notes=[f"{left_out} shorter intervals are not drawn"] if left_out else [],
    )


def _lag_panel(held: Sequence[HeldAt], time_s: Linear, limit_s: float | None) -> Panel:
    heights = [max(each.charged_s, each.wall_s if _is_host_s(each) else 0.0) for each in held]
    lag_s = Linear(max([*heights, limit_s or 0.0, 0.010]) * 1.08)
    titled = sorted((each for each in held if each.is_stall), key=lambda each: -each.wall_s)[:TITLED]
    told = set(map(id, titled))
    shapes = [Shape("hosts", "".join(_fin(e, e.wall_s, time_s, lag_s) for e in held if _is_host_s(e)))]
    shapes += [
        Shape(kind, "".join(_fin(each, each.charged_s, time_s, lag_s) for each in members))
        for kind, members in _by_kind(each for each in held if id(each) not in told).items()
    ]
    shapes += [
        Shape(f"cause-{each.cause}", _fin(each, each.charged_s, time_s, lag_s), _title(each))
        for each in titled
    ]
    limit = None if limit_s is None else round(FULL - lag_s.place(limit_s), 1)
    return Panel("Loop lag", [each for each in shapes if each.path], y_ticks(lag_s, lag_s.values(3)), limit)


def _waits_panel(latency: Sequence[Slot], canary: Sequence[Slot], time_s: Linear) -> Panel:
    values = [value for slot in (*latency, *canary) for value in (slot.median_s, slot.longest_s)]
    wait_s = Logarithmic.around(values, FASTEST_S)

    def point(at_s: float, value_s: float) -> str:
        return f"{time_s.place(at_s):.0f} {FULL - wait_s.place(value_s):.0f}"

    spans = "".join(
        f"M{point(slot.at_s, slot.median_s)}V{FULL - wait_s.place(slot.longest_s):.0f}"
        for slot in latency
        if slot.longest_s > slot.median_s
    )
    dots = "".join(f"M{point(slot.at_s, slot.median_s)}h0" for slot in latency)
    line = "M" + "L".join(point(slot.at_s, slot.longest_s) for slot in canary) if canary else ""
    beads = "".join(f"M{point(slot.at_s, slot.longest_s)}h0" for slot in canary)
    shapes = [
        Shape("latency-span", spans),
        Shape("latency-dots", dots),
        Shape("canary-line", line),
        Shape("canary-dots", beads),
    ]
    return Panel(
        "Requests and canary (logarithmic)",
        [each for each in shapes if each.path],
        y_ticks(wait_s, wait_s.values()),
    )


def _fin(held: HeldAt, height_s: float, time_s: Linear, lag_s: Linear) -> str:
    """A triangle: who comes at the beginning waits for all of it, who comes at the end for nothing."""
    left, right = time_s.place(held.at_s), time_s.place(held.at_s + held.wall_s)
    return f"M{left:.1f} {FULL:.0f}V{FULL - lag_s.place(height_s):.0f}L{right:.1f} {FULL:.0f}z"


def _by_kind(held: Iterable[HeldAt]) -> dict[str, list[HeldAt]]:
    members: dict[str, list[HeldAt]] = {}
    for each in held:
        members.setdefault(f"cause-{each.cause}" if each.is_stall else "short", []).append(each)
    return members


def _is_host_s(held: HeldAt) -> bool:
    return held.wall_s - held.charged_s > HOST_SHARE * held.wall_s


def _title(held: HeldAt) -> str:
    culprit = held.culprit
    where = f", {display_path(culprit.path)}:{culprit.line} in {culprit.function}" if culprit else ""
    taken_s = held.wall_s - held.charged_s
    host = f" and {format_seconds(taken_s)} by the machine" if _is_host_s(held) else ""
    return f"at {held.at_s:.2f} s: held {format_seconds(held.charged_s)}{host} ({held.cause}){where}"


def _causes(held: Iterable[HeldAt]) -> list[str]:
    held_s: Counter[str] = Counter()
    for each in held:
        if each.is_stall:
            held_s[each.cause] += each.charged_s  # type: ignore[assignment] # a Counter adds what it is given
    return [cause for cause, _ in held_s.most_common()]


def _sentence(subject: Subject, held: Sequence[HeldAt]) -> str:
    stalls = [each for each in held if each.is_stall]
    if not stalls:
        return f"Timeline of {subject.name}: no stall."
    causes = ", ".join(_causes(held))
    longest = format_seconds(max(each.charged_s for each in stalls))
    return f"Timeline of {subject.name}: {counted(len(stalls), 'stall')} ({causes}), the longest {longest}."
