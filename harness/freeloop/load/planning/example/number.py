"""A number for a schema: 1 where it is allowed, else the nearest that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop.json_value import Json, JsonObject

_PREFERRED = Fraction(1)

_NEIGHBOURS = 10
"""How many multiples around a bound are tried. Arbitrary: among ten of a decimal step one is exact in binary."""


@dataclass(frozen=True, slots=True)
class _Bound:
    value: Fraction
    is_open: bool


def number_for(schema: JsonObject, *, is_integer: bool) -> int | float:
    """Return a number that the schema allows; the same one each time.

    Raises:
        ValueError: the schema allows none.
    """
    return numbers_for(schema, 1, is_integer=is_integer)[0]


def numbers_for(schema: JsonObject, count: int, *, is_integer: bool) -> list[int | float]:
    """Return so many different numbers that the schema allows.

    Raises:
        ValueError: so many were not found.
    """
    low = _bound(schema, "minimum", "exclusiveMinimum", lower=True)
    high = _bound(schema, "maximum", "exclusiveMaximum", lower=False)
    step = _fraction(schema.get("multipleOf"))
    if step is not None and step <= 0:
        raise ValueError(f"multipleOf is {float(step):g}: it must be more than 0")
    if is_integer:
        # Those multiples of p/q (in lowest terms) that are whole are the multiples of p.
        step = Fraction(1) if step is None else Fraction(step.numerator)
    candidates = _candidates(low, high, step, count)
    allowed = dict.fromkeys(value for value in candidates if _above(value, low) and _below(value, high))
    # A server checks multiples in binary fractions, where 0.6 is none of 0.1: the exact ones first.
    ordered = sorted(allowed, key=lambda value: step is not None and not _is_binary_multiple(value, step))
    if len(ordered) < count:
        raise ValueError(
            "no number lies within the bounds" if count == 1 else f"no {count} different numbers do"
        )
    return [int(value) if is_integer else float(value) for value in ordered[:count]]


def _candidates(
    low: _Bound | None, high: _Bound | None, step: Fraction | None, count: int
) -> Iterator[Fraction]:
    """Yield numbers to try, the plainest first."""
    wanted = [_PREFERRED]
    if low is not None and high is not None:
        parts = count + 1
        wanted += [low.value, high.value]
        wanted += [low.value + (high.value - low.value) * part / parts for part in range(1, parts)]
    elif low is not None:
        wanted.append(low.value)
    elif high is not None:
        wanted.append(high.value)
    reach = count + _NEIGHBOURS
    offsets = [*range(reach), *range(-1, -reach, -1)]
    for value in wanted:
        if step is None:
            yield value
    for value in wanted:
        for offset in offsets:
            yield value + offset if step is None else (math.floor(value / step) + offset) * step


def _is_binary_multiple(value: Fraction, step: Fraction) -> bool:
    return (float(value) / float(step)).is_integer()


def _bound(schema: JsonObject, inclusive: str, exclusive: str, *, lower: bool) -> _Bound | None:
    bounds: list[_Bound] = []
    edge = _fraction(schema.get(inclusive))
    if edge is not None:
        # OpenAPI 3.0 has a bool here, which turns the other key's bound into an open one.
        bounds.append(_Bound(edge, schema.get(exclusive) is True))
    open_edge = _fraction(schema.get(exclusive))
    if open_edge is not None:
        bounds.append(_Bound(open_edge, is_open=True))
    if not bounds:
        return None
    if lower:
        return max(bounds, key=lambda bound: (bound.value, bound.is_open))
    return min(bounds, key=lambda bound: (bound.value, not bound.is_open))


def _fraction(value: Json) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    # By its decimal text: 0.1 means a tenth here, not the nearest binary fraction.
    return Fraction(str(value))


def _above(value: Fraction, low: _Bound | None) -> bool:
    return low is None or value > low.value or (value == low.value and not low.is_open)


def _below(value: Fraction, high: _Bound | None) -> bool:
    return high is None or value < high.value or (value == high.value and not high.is_open)
