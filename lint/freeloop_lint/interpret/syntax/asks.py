"""What asks an object of the project by a method of its class: comparisons, tests for truth, f-strings, sorting."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.interpret.calling import calls
from freeloop_lint.interpret.syntax import expressions
from freeloop_lint.program.values import EMPTY, Inst, Value, join, ordered

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.interpret.frame import Frame

TRUTH = ("__bool__", "__len__")
ORDER = ("__lt__",)
TEXT = ("__format__", "__str__", "__repr__")
BY_SIGN = {
    "Eq": ("==", ("__eq__",), ("__eq__",)),
    "NotEq": ("!=", ("__ne__", "__eq__"), ("__ne__", "__eq__")),
    "Lt": ("<", ("__lt__",), ("__gt__",)),
    "LtE": ("<=", ("__le__",), ("__ge__",)),
    "Gt": (">", ("__gt__",), ("__lt__",)),
    "GtE": (">=", ("__ge__",), ("__le__",)),
    "In": ("in", (), ("__contains__",)),
}
"""How a comparison reads, and what it asks its left side for, and its right one where the left has no answer."""


IN_PLACE = {
    "Add": ("+=", "__iadd__"),
    "Sub": ("-=", "__isub__"),
    "Mult": ("*=", "__imul__"),
    "Div": ("/=", "__itruediv__"),
    "BitOr": ("|=", "__ior__"),
    "BitAnd": ("&=", "__iand__"),
    "LShift": ("<<=", "__ilshift__"),
}


def compare(frame: "Frame", node: "Node", values: "list[Value]") -> None:
    """Run what a comparison or an f-string asks its operands."""
    _, operands, how, position = node[:4]
    if how == "text":
        for value, operand in zip(values, operands, strict=True):
            ask(frame, value, TEXT, position, f'f"{{{form.dotted(operand)}}}"')
        return
    sign, left, right = BY_SIGN[how]
    text = f"{form.dotted(operands[0])} {sign} {form.dotted(operands[1])}"
    if not ask(frame, values[0], left, position, text):
        ask(frame, values[1], right, position, text)


def in_place(frame: "Frame", node: "Node") -> "Value | None":
    """Run what `x += y` calls on an object whose class has a method for just that; None where none has."""
    _, target, operator, operand, position = node
    sign, name = IN_PLACE.get(operator, ("", ""))
    if name not in frame.machine.project.special:
        return None
    label = f"{form.dotted(target)} {sign} {form.dotted(operand)}"
    value = expressions.TABLE[target[0]](frame, target)
    found = EMPTY
    for item in ordered(value):
        if isinstance(item, Inst):
            found = join(found, calls.call_method(frame, item, name, position, label))
    return found or None


def truth(frame: "Frame", value: Value, test: "Node", position: "Position") -> None:
    """Run what `if x:` and `if not x:` ask of an object; `value` is that of the test."""
    if frame.machine.project.special.isdisjoint(TRUTH):
        return
    if test[0] == form.OTHER and len(test[1]) == 1:
        (test,) = test[1]
        value = expressions.TABLE[test[0]](frame, test)
    if any(item.__class__ is Inst for item in value):
        ask(frame, value, TRUTH, position, f"bool({form.dotted(test)})")


def ask(
    frame: "Frame", value: Value, names: tuple[str, ...], position: "Position", label: "str | Node"
) -> bool:
    """Call the first of some methods that a project object has; claim that one has any."""
    if frame.machine.project.special.isdisjoint(names):
        return False
    asked = False
    for item in ordered(value):
        if isinstance(item, Inst):
            name = next((n for n in names if frame.machine.hierarchy.member(item.number, n)[0]), "")
            asked |= bool(name)
            if name:
                calls.call_method(frame, item, name, position, label)
    return asked
