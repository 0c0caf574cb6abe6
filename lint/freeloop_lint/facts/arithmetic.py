"""Work out what is written in literals alone, such as `5 * 60` and `2 ** 14`.

What would be huge, is no number, or fails when it runs is left unworked: a value of which only the type is known.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Literal: TypeAlias = int | float | str | bytes

LARGEST = 1 << 60
"""Whole numbers are known below this, up or down. Arbitrary; no count or time in a program is larger."""
TEXT_LIMIT = 80
"""Longer texts are cut; arbitrary, above route paths and attribute names."""

Work: TypeAlias = Callable[[Any, Any], Any]

_SHIFT: Work = operator.lshift
_POWER: Work = operator.pow
_OPERATORS: Mapping[type[ast.operator], Work] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
    ast.RShift: operator.rshift,
}
_SIGNS: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}


def fold(sign: type[ast.operator], left: object, right: object) -> Literal | None:
    """Work out an operator between two literals; None when what it gives is not known."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _number(sign, left, right)
    if isinstance(left, bytes):
        return b""
    if isinstance(left, str) and isinstance(right, str) and sign is ast.Add:
        return (left + right)[:TEXT_LIMIT]
    if isinstance(left, str) and isinstance(right, int) and sign is ast.Mult:
        return (left * min(right, TEXT_LIMIT))[:TEXT_LIMIT]
    return None


def signed(sign: type[ast.unaryop], value: object) -> Literal | None:
    """Work out `-5`."""
    work = _SIGNS.get(sign)
    if work is None or not _is_known(value) or (isinstance(value, float) and work is operator.invert):
        return None
    result: int | float = work(value)
    return result


def _number(sign: type[ast.operator], left: float, right: float) -> int | float | None:
    if not (_is_known(left) and _is_known(right)):
        return None
    work = _OPERATORS.get(sign)
    if work is None:
        work = _bounded(sign, left, right)
    try:
        result = None if work is None else work(left, right)
    except (ArithmeticError, ValueError, TypeError):  # by zero, too large for a float, `1.5 | 2`
        return None
    return result if isinstance(result, int | float) and _is_known(result) else None


def _bounded(sign: type[ast.operator], left: float, right: float) -> "Work | None":
    """Give the operator of `**` and `<<` where the result cannot be huge."""
    bits = LARGEST.bit_length()
    if sign is ast.LShift:
        return _SHIFT if right < bits else None
    if sign is not ast.Pow:
        return None
    huge = isinstance(left, int) and isinstance(right, int) and left.bit_length() * right > 2 * bits
    return None if huge else _POWER


def _is_known(value: object) -> bool:
    """Claim that a value is a number, and not one that stands for all beyond a bound."""
    if isinstance(value, int):
        return abs(value) < LARGEST
    return isinstance(value, float) and not math.isnan(value)
