"""Loops whose many turns the source gives: they compute for as long as it says.

Over a `range`, in Python code or in what iterates one in C (`sum(range(n))`), and a `while` that counts by a literal.
"""

from typing import TYPE_CHECKING

from freeloop_lint.catalogue.model import Cost, Entry
from freeloop_lint.facts import form
from freeloop_lint.facts.arithmetic import LARGEST
from freeloop_lint.facts.walk import walk
from freeloop_lint.interpret.syntax import expressions
from freeloop_lint.program.values import EMPTY, Obj, Value, one

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.interpret.calling.calls import Site
    from freeloop_lint.interpret.frame import Frame

BUSY_TURNS = 100_000
"""Turns of a loop that take some 5 ms in CPython 3.11 with next to nothing in it. Arbitrary above noise."""
TURN_MS = 5e-5
"""Time of one turn with a small body, CPython 3.11, 2026-11: lower bound, as most bodies do more."""
C_TURN_MS = 1e-5
"""Time of one turn where C iterates a range, `sum` or `list`, CPython 3.11, 2026-11: lower bound, too."""
_LOOP = "python loop"
_LOOPS = frozenset({_LOOP, "range"})
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
        _block(frame, turns * TURN_MS, turns, position, f"for … in range({turns})")


def consume(frame: "Frame", value: Value, site: "Site", *, called: Value) -> None:
    """Record that a function written in C iterates a long range, and calls `called` at each turn where there is one."""
    turns = of_range(value)
    took_ms = turns * (TURN_MS if called else C_TURN_MS)
    if took_ms >= BUSY_TURNS * TURN_MS:
        _block(
            frame,
            took_ms,
            turns,
            site.position,
            f"{form.dotted(site.node[1])}(range({turns}))" if site.node else _LOOP,
        )


def count(frame: "Frame", test: "Node", body: "tuple[Node, ...]", position: "Position") -> None:
    """Record a `while i < n:` that counts `i` up or down by a literal, and ends no other way."""
    if test[0] != form.OTHER or len(test[1]) != 2 or test[1][0][0] != form.NAME:  # noqa: PLR2004 - two sides
        return
    name, limit = test[1]
    step = next((_step(node) for node in body if node[0] == form.AUGMENTED and node[1][:2] == name), 0)
    if not step or any(node[0] in {form.LEAVE, form.RETURN} for node in walk(body)):
        return
    bounds = [_largest(expressions.evaluate(frame, side)) for side in (name, limit)]
    if None in bounds:
        return
    turns = int(min(abs((bounds[1] or 0) - (bounds[0] or 0)) / step, LARGEST))
    if turns >= BUSY_TURNS and not _awaits(body):
        _block(frame, turns * TURN_MS, turns, position, f"while {name[1]} …")


def _step(node: "Node") -> float:
    value = node[3][1] if node[3][0] == form.CONST and node[2] in {"Add", "Sub"} else 0
    return abs(value) if isinstance(value, int | float) else 0


def lazy(turns: int, body: object) -> Value:
    """Give what stands for the loop of a generator expression until something iterates that."""
    return one(Obj(_LOOP, (), turns)) if turns >= BUSY_TURNS and not _awaits(body) else EMPTY


def drive(frame: "Frame", item: Obj, position: "Position") -> bool:
    """Record such a loop where it is iterated; claim that `item` is one."""
    if item.name != _LOOP:
        return False
    turns = int(item.number or 0)
    _block(frame, turns * TURN_MS, turns, position, f"for … in range({turns})")
    return True


def ending_early(value: Value) -> Value:
    """Leave out loops of which nobody can tell how many turns a search takes."""
    if not any(isinstance(item, Obj) and item.name in _LOOPS for item in value):
        return value
    return frozenset(item for item in value if not (isinstance(item, Obj) and item.name in _LOOPS))


def _awaits(body: object) -> bool:
    return any(node[0] == form.AWAIT for node in walk(body))


def _block(frame: "Frame", took_ms: float, turns: int, position: "Position", label: str) -> None:
    at = f"{turns:,} turns".replace(",", " ")
    cost = Cost("cpu", "compute", round(took_ms, 1), at, "holds")
    frame.block(position, label, _LOOP, Entry(cost=cost))
