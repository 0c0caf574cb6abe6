"""Loops of Python code over a range whose length the source gives: they compute for as long as it says."""

from typing import TYPE_CHECKING

from freeloop_lint.catalogue.model import Cost, Entry
from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.program.values import EMPTY, Obj, Value, one

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Position
    from freeloop_lint.interpret.calling.calls import Site
    from freeloop_lint.interpret.frame import Frame

BUSY_TURNS = 100_000
"""Turns of a loop that take some 5 ms in CPython 3.11 with next to nothing in it. Arbitrary above noise."""
TURN_MS = 5e-5
"""Time of one turn with a small body, CPython 3.11, 2026-11: lower bound, as most bodies do more."""
_LOOP = "python loop"
_INT = one(Obj("int"))


def make_range(_frame: "Frame", site: "Site") -> Value:
    """Give a `range`, with the most turns that a loop over it may take where its bounds are known."""
    bounds = [_largest(value) for value in site.args]
    if not bounds or None in bounds:
        return one(Obj("range", (_INT,)))
    start, stop, step = {1: (0, *bounds, 1), 2: (*bounds, 1)}.get(len(bounds), (*bounds, 1, 1))[:3]
    turns = abs(int(stop or 0) - int(start or 0)) // abs(int(step or 1) or 1)
    return one(Obj("range", (_INT,), turns))


def _largest(value: Value) -> float | None:
    """Give the largest of the numbers that a value may be; None when one of them is not known."""
    known = [item.number for item in value if isinstance(item, Obj) and item.number is not None]
    return max(known) if known and len(known) == len(value) else None


def of_range(value: Value) -> int:
    """Give the turns of a loop over a value; 0 when it is no range, or its length is not known."""
    for item in value:
        if isinstance(item, Obj) and item.name == "range" and item.number is not None:
            return int(item.number)
    return 0


def note(frame: "Frame", turns: int, position: "Position", body: object) -> None:
    """Record a loop of many turns that never awaits."""
    if turns >= BUSY_TURNS and not _awaits(body):
        _block(frame, turns, position)


def lazy(turns: int, body: object) -> Value:
    """Give what stands for the loop of a generator expression until something iterates that."""
    return one(Obj(_LOOP, (), turns)) if turns >= BUSY_TURNS and not _awaits(body) else EMPTY


def drive(frame: "Frame", item: Obj, position: "Position") -> bool:
    """Record such a loop where it is iterated; claim that `item` is one."""
    if item.name != _LOOP:
        return False
    _block(frame, int(item.number or 0), position)
    return True


def ending_early(value: Value) -> Value:
    """Leave out loops of which nobody can tell how many turns a search takes."""
    if not any(isinstance(item, Obj) and item.name == _LOOP for item in value):
        return value
    return frozenset(item for item in value if not (isinstance(item, Obj) and item.name == _LOOP))


def _awaits(body: object) -> bool:
    return any(node[0] == form.AWAIT for node in walk(body))


def _block(frame: "Frame", turns: int, position: "Position") -> None:
    at = f"{turns:,} turns".replace(",", " ")
    cost = Cost("cpu", "compute", round(turns * TURN_MS, 1), at, "holds")
    frame.block(position, f"for … in range({turns})", _LOOP, Entry(cost=cost))
