"""Whether the decorators of a function may count on a coroutine function: those of the project are looked into.

Decorators of libraries are taken to do with both kinds, as those of frameworks, caches and limiters do.
"""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import Cls, Func, Inst, Lambda, Partial, Type, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freeloop_lint.facts.form import Node
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine

_COPIES = frozenset({
    "callable", "getattr", "hasattr", "id", "repr", "setattr", "str", "update_wrapper", "wraps",
})  # fmt: skip
"""Calls that may be given the function: they do not call it, nor ask whether it is a coroutine function."""
_ASKS = frozenset({"isasyncgenfunction", "isawaitable", "iscoroutine", "iscoroutinefunction"})


def doubtful_decorator(machine: "Machine", number: int, env: int) -> str:
    """Name a decorator that is not known to do the same with a `def`; empty when there is none."""
    ref = machine.project.functions[number]
    frame = machine.scope_frame(ref.path, env) if env >= 0 else machine.module_frame(ref.path)
    return next((_named(node) for node in ref.fact.decorators if _is_doubtful(frame, node)), "")


def _named(node: "Node") -> str:
    return form.dotted(node[1] if node[0] == form.CALL else node)


def _is_doubtful(frame: "Frame", node: "Node") -> bool:
    found = evaluate(frame, node)
    if not found and node[0] == form.CALL:
        found = evaluate(frame, node[1])
        if any(isinstance(item, Func) for item in found):
            return True
    return not found or any(_counts_on_it(frame.machine, item) for item in ordered(found))


def _counts_on_it(machine: "Machine", item: Type) -> bool:
    """Claim that a decorator of the project does more with a function than to call it, or to give it back."""
    if not isinstance(item, Func):
        return isinstance(item, Cls | Inst | Lambda | Partial)
    ref = machine.project.functions[item.number]
    params = ref.fact.params[1:] if item.bound is not None else ref.fact.params
    if not params:
        return True
    inside = f"{ref.fact.qualname}."
    facts = machine.project.files[ref.path].functions
    bodies = (fact.body for fact in facts if fact is ref.fact or fact.qualname.startswith(inside))
    return any(_is_more(walk(body), params[0].name) for body in bodies)


def _is_more(nodes: "Iterable[Node]", name: str) -> bool:
    handed = (form.NAME, name)
    return any(_hands_on(node, handed) or _asks(node) for node in nodes)


def _hands_on(node: "Node", handed: "Node") -> bool:
    """Claim that a call, or an assignment to a part of something, is given the function."""
    if node[0] == form.ASSIGN:
        return node[2] == handed and any(target[0] != form.NAME for target in node[1])
    if node[0] != form.CALL or form.last_name(node[1]) in _COPIES:
        return False
    return handed in node[2] or any(value == handed for _, value in node[3])


def _asks(node: "Node") -> bool:
    return (node[0] == form.NAME and node[1] in _ASKS) or (node[0] == form.ATTR and node[2] in _ASKS)
