"""What Python asks objects for by methods that no call names: items, truth, text, comparison, iteration."""

from itertools import islice
from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.fix.safety.walks import iterated
from freeloop_lint.interpret.syntax.asks import BY_SIGN, IN_PLACE, ORDER, TEXT, TRUTH
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import Inst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop_lint.facts.form import Node
    from freeloop_lint.interpret.frame import Frame

_AND = 3
"""Parts of an `OTHER` that is an `and`: the operands, and the last."""
_COMPARED = "Compare"
_ITERATION = (("__iter__",), ("__next__",))
_BY_CALL = {
    "len": ("__len__",),
    "str": ("__str__", "__repr__"),
    "repr": ("__repr__",),
    "print": ("__str__", "__repr__"),
    "format": ("__format__", "__str__", "__repr__"),
    "bool": TRUTH,
    "int": ("__int__", "__index__"),
    "float": ("__float__", "__index__"),
    "hash": ("__hash__",),
    "reversed": ("__reversed__", "__getitem__"),
    "next": ("__next__",),
    "min": ORDER,
    "max": ORDER,
    "sorted": ORDER,
}


def answered(frame: "Frame", node: "Node") -> "Iterator[tuple[Node, str]]":
    """Give the objects of the project that a node asks something, each with the method that answers."""
    hierarchy, special = frame.machine.hierarchy, frame.machine.project.special
    for receiver, names in _asked_for(node):
        if not special.isdisjoint(names):
            own = [item for item in evaluate(frame, receiver) if isinstance(item, Inst)]
            found = (name for name in names if any(hierarchy.member(item.number, name)[0] for item in own))
            yield from ((receiver, name) for name in islice(found, 1))


def _asked_for(node: "Node") -> "Iterator[tuple[Node, tuple[str, ...]]]":
    """Give what is asked, with the methods of which it answers by the first that it has."""
    opcode = node[0]
    if opcode == form.SUBSCRIPT:
        yield node[1], ("__getitem__",)
    elif opcode == form.ASK:
        yield from _compared(node)
    elif opcode == form.BINARY and node[1] == _COMPARED:
        yield from ((side, ("__eq__",)) for side in node[2:4])
    elif opcode == form.AUGMENTED:
        yield node[1], (IN_PLACE.get(node[2], ("", ""))[1],)
    elif opcode == form.CALL and node[1][0] == form.NAME and node[1][1] in _BY_CALL:
        yield from ((arg, _BY_CALL[node[1][1]]) for arg in node[2])
    else:
        yield from ((test, TRUTH) for test in _tests(node))
    yield from ((item, names) for item in iterated(node) for names in _ITERATION)


def _compared(node: "Node") -> "Iterator[tuple[Node, tuple[str, ...]]]":
    operands, how = node[1], node[2]
    if how == "text":
        yield from ((operand, TEXT) for operand in operands)
    else:
        _, left, right = BY_SIGN[how]
        yield operands[0], left
        yield operands[1], right


def _tests(node: "Node") -> "tuple[Node, ...]":
    """Give what a node asks for its truth; `not x` and the last of `x and y` are asked where they are tests."""
    opcode = node[0]
    if opcode in {form.IF, form.WHILE, form.CHOICE}:
        return _ends(node[1]) or (node[1],)
    if opcode == form.EITHER:
        return tuple(node[1][:-1])
    return tuple(node[1]) if opcode == form.OTHER and len(node) == _AND else ()


def _ends(test: "Node") -> "tuple[Node, ...]":
    if test[0] == form.EITHER:
        return tuple(test[1][-1:])
    if test[0] != form.OTHER:
        return ()
    return tuple(test[2:]) if len(test) == _AND else tuple(test[1]) if len(test[1]) == 1 else ()
