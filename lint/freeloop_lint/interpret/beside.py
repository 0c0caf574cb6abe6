"""What runs beside a function: what it has started, or what it called has, and nobody has waited for since.

Whatever it does then keeps that waiting. Awaiting a task, or leaving a group of tasks, ends it.
"""

from typing import TYPE_CHECKING

from freeloop_lint.program.values import EMPTY, Coro, Obj, Seq, Tup, Value, elements, join, one

if TYPE_CHECKING:
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.summary import Summary

_UNKNOWN = one(Coro(EMPTY))
_GROUPS = frozenset({"asyncio.TaskGroup", "anyio.abc.TaskGroup", "trio.Nursery"})
"""Classes whose `async with` ends when all that was started in it has."""


def begin(frame: "Frame", *values: Value) -> None:
    """Note that something runs on: the coroutines among `values`, else what nobody can wait for by name."""
    found = EMPTY
    for value in values:
        found = join(found, value)
    frame.beside = join(frame.beside, found or _UNKNOWN)


def end(frame: "Frame", value: Value) -> None:
    """Note that what runs beside the function is waited for."""
    if frame.beside and value:
        held = frozenset(item for item in value if isinstance(item, Seq | Tup))
        frame.beside -= join(value, elements(held))


def awaited(frame: "Frame", item: Coro) -> None:
    """Take over what an awaited coroutine leaves running."""
    below = None if item.start is None else frame.machine.memo.get(item.start)
    if below is not None and below.beside:
        frame.beside = join(frame.beside, below.beside)


def nameless(summary: "Summary") -> bool:
    """Claim that a function starts what nobody can wait for by name: a server, or a task that is not known."""
    return summary.beside >= _UNKNOWN


def waits(value: Value) -> bool:
    """Claim that leaving an `async with` of a value waits for all that was started in it."""
    return any(isinstance(item, Obj) and item.name in _GROUPS for item in value)
