"""Driving an iterator, entering and leaving a `with`: the work that happens after the call that made the object."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.interpret.calling import calls
from freeloop_lint.interpret.names.annotations import build_type
from freeloop_lint.interpret.syntax import turns
from freeloop_lint.program.values import (
    EMPTY,
    Coro,
    Func,
    Gen,
    Inst,
    LazyIter,
    LazyMap,
    Obj,
    Seq,
    Type,
    Value,
    elements,
    join,
    one,
    ordered,
)

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.interpret.frame import Frame


def iterate(
    frame: "Frame", value: Value, position: "Position", call: "str | Node", *, is_async: bool = False
) -> Value:
    """Run what iterating does, and give the element."""
    found = EMPTY
    for item in ordered(value):
        found = join(found, _iterate(frame, item, position, call, is_async=is_async))
    return found


def _iterate(  # noqa: PLR0911 - one answer per type
    frame: "Frame", item: Type, position: "Position", call: "str | Node", *, is_async: bool
) -> Value:

    if isinstance(item, Gen):
        if item.is_async == is_async and not is_async:
            below = frame.machine.summary(item.start)
            frame.reach(position, call, below, iterates=True)
            return join(item.element, below.element)
        return item.element
    if is_async:
        return _next_of(frame, item, position, call) if isinstance(item, Inst) else elements(one(item))
    if isinstance(item, LazyIter):
        entry = frame.machine.catalogue.functions.get(item.entry)
        if entry is None:
            owner, _, name = item.entry.rpartition(".")
            found = frame.machine.catalogue.method(owner, name)
            entry = found[0] if found else None
        if entry is not None:
            frame.block(position, call, item.entry, entry, iterates=True)
        return item.element
    if isinstance(item, LazyMap):
        iterate(frame, item.source, position, call)
        calls.call(frame, item.function, item.args, position, call)
        return item.element
    if isinstance(item, Obj):
        return EMPTY if turns.drive(frame, item, position) else _iterate_object(frame, item, position, call)
    if isinstance(item, Inst):
        return _iterate_instance(frame, item, position, call)
    return elements(one(item))


def _next_of(frame: "Frame", item: Inst, position: "Position", call: "str | Node") -> Value:
    """Ask an object for its asynchronous iterator, itself where it does not say, and that for an element."""
    found = EMPTY
    for inner in ordered(calls.call_method(frame, item, "__aiter__", position, call) or one(item)):
        if isinstance(inner, Inst):
            inner_next = calls.call_method(frame, inner, "__anext__", position, call)
            found = join(found, _coroutine_result(inner_next))
        else:
            found = join(found, elements(one(inner)))
    return found


def _coroutine_result(value: Value) -> Value:
    found = EMPTY
    for item in ordered(value):
        if isinstance(item, Coro):
            found = join(found, item.result)
    return found


def _iterate_object(frame: "Frame", item: Obj, position: "Position", call: "str | Node") -> Value:
    catalogue = frame.machine.catalogue
    for name in ("__iter__", "__next__"):
        found = catalogue.method(item.name, name)
        if found is not None:
            entry, owner = found
            frame.block(position, call, f"{owner}.{name}", entry, iterates=True)
            if entry.returns is not None:
                value = build_type(frame.machine, entry.returns, item)
                return elements(value) if any(isinstance(part, Seq) for part in value) else value
    return elements(one(item))


def _iterate_instance(frame: "Frame", item: Inst, position: "Position", call: "str | Node") -> Value:

    made = calls.call_method(frame, item, "__iter__", position, call)
    found = EMPTY
    for inner in ordered(made):
        if isinstance(inner, Gen):
            found = join(found, _iterate(frame, inner, position, call, is_async=False))
        elif isinstance(inner, Inst):
            found = join(found, calls.call_method(frame, inner, "__next__", position, call))
        else:
            found = join(found, elements(one(inner)))
    return found


def enter(frame: "Frame", value: Value, position: "Position", call: "str | Node", *, is_async: bool) -> Value:
    """Run what `with` or `async with` does at its head, and give what `as` binds."""
    found = EMPTY
    for item in ordered(value):
        found = join(found, _enter(frame, item, position, call, is_async=is_async))
    return found


def _enter(frame: "Frame", item: Type, position: "Position", call: "str | Node", *, is_async: bool) -> Value:

    names = ("__aenter__", "__aexit__") if is_async else ("__enter__", "__exit__")
    if isinstance(item, Obj):
        return _enter_object(frame, item, position, call, names)
    if isinstance(item, Inst):
        entered = calls.call_method(frame, item, names[0], position, call)
        calls.call_method(frame, item, names[1], position, call)
        entered = _coroutine_result(entered) if is_async else entered
        return entered or one(item)
    if isinstance(item, Coro):
        return join(item.result, EMPTY)
    if isinstance(item, Gen):
        if not item.is_async:
            frame.reach(position, call, frame.machine.summary(item.start))
        return item.element
    return EMPTY if isinstance(item, Func) else one(item)


def _enter_object(
    frame: "Frame", item: Obj, position: "Position", call: "str | Node", names: tuple[str, str]
) -> Value:
    if item.name in {"contextmanager", "asynccontextmanager"}:
        return elements(one(item))
    catalogue = frame.machine.catalogue
    found = catalogue.method(item.name, names[0])
    if found is None:
        return one(item)
    entry, owner = found
    if names[0] == "__enter__":
        frame.block(position, call, f"{owner}.{names[0]}", entry)
    if entry.returns is None:
        return one(item)
    value = build_type(frame.machine, entry.returns, item)
    return _coroutine_result(value) or value


_STARTS = frozenset({"submit", "map"})
_AWAITS = frozenset({"result", "exception", "done", "wait", "as_completed", "wrap_future"})


def leave(frame: "Frame", value: Value, item: "Node", body: "tuple[Node, ...]") -> None:
    """Run what the end of a `with` does that waits for jobs, as that of an executor.

    Only for jobs that the body itself starts by the name of the executor, when nothing in it asks for their end: who
    does has waited there already. Jobs of `run_in_executor` are awaited as a rule, and then there is nothing left.
    """
    context, target, position = item
    name: Node = context if target is None else target
    for made in ordered(value):
        found = frame.machine.catalogue.method(made.name, "__exit__") if isinstance(made, Obj) else None
        if found is not None and name[0] == form.NAME and _leaves_jobs(body, name):
            entry, owner = found
            frame.block(position, f"with {form.dotted(context)}", f"{owner}.__exit__", entry)


def _leaves_jobs(body: "tuple[Node, ...]", pool: "Node") -> bool:
    starts = False
    for node in walk(body):
        name = node[2] if node[0] == form.ATTR else node[1] if node[0] == form.NAME else ""
        if name in _AWAITS:
            return False
        starts |= name in _STARTS and node[1] == pool
    return starts
