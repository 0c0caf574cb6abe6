"""Methods of built-in containers that hand elements through or take them in, and of stacks of contexts."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.interpret.calling import calls
from freeloop_lint.interpret.syntax import asks, iteration, targets
from freeloop_lint.program.values import (
    EMPTY,
    Coro,
    Method,
    Obj,
    Seq,
    Tup,
    Value,
    elements,
    join,
    one,
    shallow,
)

if TYPE_CHECKING:
    from freeloop_lint.interpret.calling.calls import Site
    from freeloop_lint.interpret.frame import Frame

_GIVES = frozenset({"pop", "get", "popleft", "__getitem__", "setdefault", "popitem"})
_TAKES = {"append": 0, "add": 0, "appendleft": 0, "insert": 1, "setdefault": 1, "__setitem__": 1}
_TAKES_MANY = frozenset({"extend", "update"})
_STACKS = frozenset({"contextlib.ExitStack", "contextlib.AsyncExitStack"})
_ENTERS = frozenset({"enter_context", "enter_async_context"})


def call(frame: "Frame", item: Method, site: "Site") -> "Value | None":
    """Give the result of a container's method, or None when it is no such."""
    receiver = item.receiver
    if item.name == "join" and isinstance(receiver, Obj) and receiver.name in {"str", "bytes"}:
        iteration.iterate(frame, site.argument(0), site.position, site.label)
        return one(receiver)
    if item.name in _ENTERS and isinstance(receiver, Obj) and receiver.name in _STACKS:
        return _enter(frame, site, is_async=item.name == "enter_async_context")
    return _of_container(frame, receiver, item.name, site) if isinstance(receiver, Seq | Tup) else None


def _of_container(frame: "Frame", receiver: Seq | Tup, name: str, site: "Site") -> Value:
    found = elements(one(receiver))
    if name in _TAKES or name in _TAKES_MANY:
        value = site.argument(_TAKES.get(name, 0))
        if name in _TAKES_MANY:
            iteration.iterate(frame, value, site.position, site.label)
            value = elements(value)
        if site.node is not None and site.node[1][0] == form.ATTR and value:
            targets.fill(frame, site.node[1][1], value)
        return join(found, value) if name == "setdefault" else EMPTY
    if name == "sort":
        if "key" in site.kwargs:
            calls.call(frame, site.kwargs["key"], (found,), site.position, site.label)
        else:
            asks.ask(frame, found, asks.ORDER, site.position, site.label)
    if name in _GIVES:
        return join(found, site.argument(1)) if name == "get" else found
    if name == "values":
        return one(Seq("list", shallow(found)))
    if name == "items":
        return one(Seq("list", shallow(one(Tup((EMPTY, shallow(found)))))))
    if name in {"copy", "union", "intersection", "difference"}:
        return one(receiver)
    return EMPTY


def _enter(frame: "Frame", site: "Site", *, is_async: bool) -> Value:
    label = site.node[2][0] if site.node is not None and site.node[2] else site.label
    entered = iteration.enter(frame, site.argument(0), site.position, label, is_async=is_async)
    return one(Coro(shallow(entered))) if is_async else entered
