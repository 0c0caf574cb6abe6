"""The flame graph of the stalls: which code the held time was spent in, from the endpoint inwards."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from freeloop.report.source_line import display_path
from freeloop.session.culprit import is_user_code
from freeloop.units import format_seconds, format_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from freeloop.report.subject import Subject
    from freeloop.session.recording import Frame

NARROWEST = 0.004
"""Share of the whole below which a box is not drawn: on a screen it would be 3 pixels wide. Arbitrary."""

BOXES = 120
"""Boxes that are drawn of one subject, the widest. Arbitrary: each takes some 230 bytes of the page."""

OUTERMOST, INNERMOST = 10, 30
"""Boxes that are shown of a deep stack, with those between taken together. Arbitrary."""

_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One box of a stack: a frame, or a run of frames of installed code taken together."""

    label: str
    place: str
    kind: str


@dataclass(slots=True)
class Node:
    """A box and what it called. `rest_s` is time in boxes too narrow to draw, or its own."""

    step: Step
    held_s: float = 0.0
    children: dict[Step, Node] = field(default_factory=dict[Step, "Node"])

    @property
    def drawn(self) -> list[Node]:
        """The boxes below, heaviest first."""
        return sorted(self.children.values(), key=lambda node: -node.held_s)

    @property
    def rest_s(self) -> float:
        """Time that is in none of the boxes below."""
        return max(0.0, self.held_s - sum(child.held_s for child in self.children.values()))


@dataclass(frozen=True, slots=True)
class Flame:
    """The tree, and what it does not show."""

    root: Node
    note: str

    def title(self, node: Node) -> str:
        """What a box says of itself."""
        share = format_share(node.held_s / self.root.held_s)
        place = f"  {node.step.place}" if node.step.place else ""
        return f"{node.step.label}: {format_seconds(node.held_s)}, {share}{place}"


def flame_of(subject: Subject) -> Flame | None:
    """The flame graph of a subject; None when it had no stall."""
    if subject.figures is None or not subject.figures.course.stacks:
        return None
    course = subject.figures.course
    root = Node(Step("all stalls", "", "root"))
    for stack in course.stacks:
        node = root
        node.held_s += stack.held_s
        for step in (Step(stack.cause, "", f"cause-{stack.cause}"), *_shortened(list(_steps(stack.frames)))):
            node = node.children.setdefault(step, Node(step))
            node.held_s += stack.held_s
    if not root.held_s:
        return None
    left_out_s = course.stacks_left_out_s + _prune(root, _narrowest_s(root))
    note = f"{format_seconds(left_out_s)} in boxes too narrow to draw" if left_out_s > NARROWEST else ""
    return Flame(root, note)


def _narrowest_s(root: Node) -> float:
    """The width that a box must be beyond."""
    widths_s = sorted((node.held_s for node in _all_below(root)), reverse=True)
    return max(root.held_s * NARROWEST, widths_s[BOXES] if len(widths_s) > BOXES else 0.0)


def _all_below(node: Node) -> Iterator[Node]:
    for child in node.children.values():
        yield child
        yield from _all_below(child)


def _shortened(steps: list[Step]) -> list[Step]:
    between = len(steps) - OUTERMOST - INNERMOST
    if between <= 1:
        return steps
    return [*steps[:OUTERMOST], Step(f"{between} calls", "", "library"), *steps[-INNERMOST:]]


def _prune(node: Node, least_s: float) -> float:
    """Take away the boxes that are too narrow; return the time of those."""
    narrow = {step: child for step, child in node.children.items() if child.held_s <= least_s}
    for step in narrow:
        del node.children[step]
    return sum(child.held_s for child in narrow.values()) + sum(
        _prune(child, least_s) for child in node.children.values()
    )


def _steps(frames: Sequence[Frame]) -> Iterator[Step]:
    """A stack's boxes. Of installed code between the user's own only the way is told, at the end also where it ends."""
    if not frames:
        yield Step("no stack could be had", "", "none")
        return
    run: list[Frame] = []
    for frame in frames:
        if is_user_code(frame.path):
            yield from _taken_together(run)
            run = []
            yield Step(frame.function, f"{display_path(frame.path)}:{frame.line}", "user")
        else:
            run.append(frame)
    if len(run) > _NAMED:
        yield _installed(run[0])
        yield from _taken_together(run[1:-1])
        yield _installed(run[-1])
    else:
        yield from map(_installed, run)


def _taken_together(run: Sequence[Frame]) -> Iterator[Step]:
    if len(run) == 1:
        yield _installed(run[0])
    elif run:
        packages = list(dict.fromkeys(_package(frame.path) for frame in run))
        more = ", …" if len(packages) > _NAMED else ""
        yield Step(f"{', '.join(packages[:_NAMED])}{more}", "", "library")


def _installed(frame: Frame) -> Step:
    return Step(frame.function, f"{_short(frame.path)}:{frame.line}", "library")


def _short(path: str) -> str:
    """Without the folder that packages are installed in."""
    for folder in _INSTALLED:
        if folder in path:
            return path.partition(folder)[2]
    return path.rpartition(f"{os.sep}python3")[2].partition(os.sep)[2] or path


def _package(path: str) -> str:
    return _short(path).partition(os.sep)[0].removesuffix(".py")
