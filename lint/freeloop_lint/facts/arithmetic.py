"""Work out what is written in literals alone, such as `5 * 60` and `2 ** 14`.

What would be huge, is no number, or fails when it runs is left unworked: a value of which only the type is known.
"""

import ast
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Literal: TypeAlias = int | float | str | bytes

LARGEST = 1 << 60
"""Whole numbers are known below this, up or down. Arbitrary; no count or time in a program is larger."""
TEXT_LIMIT = 80
"""Longer texts are cut; arbitrary, above route paths and attribute names."""

_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.FloorDiv: lambda left, right: left // right,
    ast.Mod: lambda left, right: left % right,
    ast.BitOr: lambda left, right: left | right,
    ast.BitAnd: lambda left, right: left & right,
    ast.BitXor: lambda left, right: left ^ right,
    ast.RShift: lambda left, right: left >> right,
    ast.LShift: lambda left, right: left << right,
    ast.Pow: lambda left, right: left**right,
}
_SIGNS: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: lambda value: -value,
    ast.UAdd: lambda value: +value,
    ast.Invert: lambda value: ~value,
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
    if work is None or not _is_known(value) or (isinstance(value, float) and sign is ast.Invert):
        return None
    result: int | float = work(value)
    return result


def _number(sign: type[ast.operator], left: float, right: float) -> int | float | None:
    work = _OPERATORS.get(sign)
    if work is None or not (_is_known(left) and _is_known(right)) or _is_huge(sign, left, right):
        return None
    try:
        result = work(left, right)
    except (ArithmeticError, ValueError, TypeError):  # by zero, too large for a float, `1.5 | 2`
        return None
    return result if isinstance(result, int | float) and _is_known(result) else None


def _is_huge(sign: type[ast.operator], left: float, right: float) -> bool:
    """Claim that `**` or `<<` would take long, and give a number far beyond the bound."""
    if not (isinstance(left, int) and isinstance(right, int)):
        return False
    bits = LARGEST.bit_length()
    return (sign is ast.LShift and right > bits) or (sign is ast.Pow and left.bit_length() * right > 2 * bits)


def _is_known(value: object) -> bool:
    """Claim that a value is a number, and not one that stands for all beyond a bound."""
    if isinstance(value, int):
        return abs(value) < LARGEST
    return isinstance(value, float) and not math.isnan(value)
