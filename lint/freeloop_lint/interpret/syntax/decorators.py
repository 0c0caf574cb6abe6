"""What a decorator makes of a function or class."""

from typing import TYPE_CHECKING

from freeloop_lint.contexts import frameworks
from freeloop_lint.facts import form
from freeloop_lint.interpret.calling import calls
from freeloop_lint.interpret.names.annotations import build_type
from freeloop_lint.interpret.syntax import expressions
from freeloop_lint.program.project import ACCESSORS
from freeloop_lint.program.values import (
    EMPTY,
    Cls,
    External,
    Func,
    Inst,
    Method,
    Obj,
    Offloaded,
    Partial,
    Router,
    Type,
    Value,
    join,
    one,
    ordered,
)

if TYPE_CHECKING:
    from freeloop_lint.catalogue.model import Entry
    from freeloop_lint.facts.form import Node
    from freeloop_lint.interpret.frame import Frame

_FLAVOURS = {
    "builtins.property": "property",
    "builtins.staticmethod": "static",
    "builtins.classmethod": "class",
    "abc.abstractproperty": "property",
    "functools.cached_property": "cached property",
    "functools.lru_cache": "once",
    "functools.cache": "once",
}
_BY_WRAPS = {"property": "property", "once": "once", "offload": "offload"}


def apply(frame: "Frame", node: "Node", value: Value) -> Value:
    """Decorate a value."""
    if node[0] == form.ATTR and node[1][0] == form.NAME and (node[2] in ACCESSORS or node[2] == "getter"):
        name = node[1][1]
        frame.bind(f"{name}.{node[2]}", value)  # no name of the program has a dot: see `targets.access`
        return frame.names.get(name, value)
    if node[0] == form.CALL:
        maker = expressions.evaluate(frame, node[1])
        for item in ordered(maker):
            flavour = _outside_flavour(frame, item)
            if flavour:
                for argument in (*node[2], *(pair[1] for pair in node[3])):
                    expressions.evaluate(frame, argument)
                return _with_flavour(value, flavour)
    decorator = expressions.evaluate(frame, node)
    for item in ordered(decorator):
        return _decorate(frame, item, node, value)
    return value


def _made(frame: "Frame", found: "tuple[Entry, str] | None") -> Value:
    """Give the object that an outside decorator makes of a function: a task of celery has methods of its own."""
    returns = found[0].returns if found is not None else None
    made = EMPTY if returns is None else build_type(frame.machine, returns)
    return frozenset(
        item for item in made if isinstance(item, Obj) and frame.machine.catalogue.class_(item.name)
    )


def _outside_flavour(frame: "Frame", item: Type) -> str:
    catalogue = frame.machine.catalogue
    if isinstance(item, External):
        name = catalogue.canonical(item.name)
        if name in _FLAVOURS:
            return _FLAVOURS[name]
        entry = catalogue.function(name)
    elif isinstance(item, Method):
        found = catalogue.method(item.owner, item.name)
        entry = found[0] if found else None
    else:
        return ""
    return _BY_WRAPS.get(entry.wraps, "") if entry is not None else ""


def _with_flavour(value: Value, flavour: str) -> Value:
    return frozenset(
        Func(item.number, item.env, item.bound, flavour) if isinstance(item, Func) else item for item in value
    )


def _decorate(frame: "Frame", item: Type, node: "Node", value: Value) -> Value:  # noqa: PLR0911 - one answer per type
    flavour = _outside_flavour(frame, item)
    if flavour:
        return _with_flavour(value, flavour)
    if isinstance(item, Router):
        frameworks.take(frame, value, item)
        return value
    if isinstance(item, Method):
        frameworks.on_bare_decorator(frame, item, value)
        return join(value, _made(frame, frame.machine.catalogue.method(item.owner, item.name)))
    if isinstance(item, Obj):  # what `@app.task(name="x")` calls
        return join(value, one(item)) if frame.machine.catalogue.class_(item.name) else value
    if isinstance(item, Func | Partial):
        made = calls.quiet(frame.machine, one(item), (value,))
        useful = frozenset(part for part in made if isinstance(part, Func | Inst | Cls | Offloaded | Partial))
        return useful or value
    if isinstance(item, External):
        frameworks.on_bare_name(frame, item, value)
        if item.name == "freeloop.offloader":
            return one(Offloaded(value))
        entry = frame.machine.catalogue.function(frame.machine.catalogue.canonical(item.name))
        return join(value, _made(frame, entry and (entry, "")))
    if isinstance(item, Cls):
        made = calls.quiet(frame.machine, one(item), (value,))
        member, _ = frame.machine.hierarchy.member(item.number, "__call__")
        return made if member else value
    del node
    return value
