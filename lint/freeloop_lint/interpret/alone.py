"""Why a function may count on its turn on the loop: what it changes that its other calls, or its caller, see.

Followed through calls, unlike what `fix.shared` sees in a body alone: counting up what outlives the call, and setting a
context variable, which in a thread is set for nobody else.
"""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.program.values import Cls, Method, is_shared

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Node
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.summary import Summary

_CONTEXT = "contextvars.ContextVar"
_SETS = frozenset({"set", "reset"})


def needs_lock(name: str) -> str:
    """Say what making a function `def` then needs."""
    return f"where requests run side by side: `{name}` then needs a lock"


def note_method(frame: "Frame", method: Method, label: "str | Node") -> None:
    """Note a method of an outside class that sets a variable of the task's context, or uses what is shared."""
    if is_shared(method.receiver):
        if not isinstance(label, str) and label[0] == form.ATTR and _outlives(frame, label[1]):
            _note(frame, needs_lock(form.dotted(label[1])))
    elif method.owner == _CONTEXT and method.name in _SETS:
        call = label if isinstance(label, str) else form.dotted(label)
        _note(frame, f"in a thread: what `{call}` does is then seen there alone")


def note_count(frame: "Frame", target: "Node") -> None:
    """Note that a statement makes a new value of something from its old one: `self.count += 1`."""
    if target[0] == form.NAME:
        if target[1] in frame.declared:
            _note(frame, needs_lock(target[1]))
    elif _is_own_receiver(frame, target):
        frame.summary.counts = True
    elif _outlives(frame, target):
        _note(frame, needs_lock(form.dotted(target)))


def note_call(frame: "Frame", label: "str | Node", below: "Summary") -> None:
    """Note what holds of a called function, and that a method counts up something of its receiver's."""
    _note(frame, below.alone)
    if not below.counts or isinstance(label, str) or label[0] != form.ATTR:
        return
    receiver: Node = label[1]
    if _is_own_receiver(frame, receiver):
        frame.summary.counts = True
    elif _outlives(frame, receiver):
        _note(frame, needs_lock(form.dotted(label)))


def _note(frame: "Frame", why: str) -> None:
    """Keep the first reason."""
    frame.summary.alone = frame.summary.alone or why


def _is_own_receiver(frame: "Frame", target: "Node") -> bool:
    return frame.bound is not None and _root(target) in {"self", "cls"}


def _outlives(frame: "Frame", target: "Node", depth: int = 3) -> bool:
    """Claim that an object is not made in this call, nor handed to it."""
    root = _root(target)
    if not root:
        return False
    if ".app." in form.dotted(target) or root in frame.declared or root not in frame.names:
        return True
    if frame.number < 0 or not depth:
        return False
    assigned = [
        node[2]
        for node in walk(frame.machine.bodies.get(frame.number, ()))
        if node[0] == form.ASSIGN and (form.NAME, root) in [target[:2] for target in node[1]]
    ]
    return any(_comes_from_outside(frame, value, depth - 1) for value in assigned)


def _comes_from_outside(frame: "Frame", value: "Node", depth: int) -> bool:
    """Claim that a value is another name of what outlives the call, or what a function of the project gives."""
    if value[0] == form.CALL:
        from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

        called = evaluate(frame.machine.module_frame(frame.path), value[1])
        return bool(called) and not any(isinstance(item, Cls) for item in called)
    return value[0] in {form.NAME, form.ATTR, form.SUBSCRIPT} and _outlives(frame, value, depth)


def _root(target: "Node") -> str:
    while target[0] in {form.ATTR, form.SUBSCRIPT}:
        target = target[1]
    return str(target[1]) if target[0] == form.NAME else ""
