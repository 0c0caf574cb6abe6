"""A number for a schema: 1 where it is allowed, else the nearest that is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freeloop.load.json_value import Json, JsonObject

_PREFERRED = Fraction(1)


@dataclass(frozen=True, slots=True)
class _Bound:
    value: Fraction
    is_open: bool


def number_for(schema: JsonObject, *, is_integer: bool) -> int | float:
    """Return a number that the schema allows; the same one each time.

    Raises:
        ValueError: the schema allows none.
    """
    low = _bound(schema, "minimum", "exclusiveMinimum", lower=True)
    high = _bound(schema, "maximum", "exclusiveMaximum", lower=False)
    step = _fraction(schema.get("multipleOf"))
    if is_integer:
        # Those multiples of p/q (in lowest terms) that are whole are the multiples of p.
        step = Fraction(1) if step is None else Fraction(step.numerator)
    for candidate in _candidates(low, high, step):
        if _above(candidate, low) and _below(candidate, high):
            return int(candidate) if is_integer else float(candidate)
    raise ValueError("no number lies within the bounds")


def _candidates(low: _Bound | None, high: _Bound | None, step: Fraction | None) -> list[Fraction]:
    wanted = [_PREFERRED]
    if low is not None and high is not None:
        wanted += [low.value, high.value, (low.value + high.value) / 2]
    elif low is not None:
        wanted += [low.value, low.value + 1]
    elif high is not None:
        wanted += [high.value, high.value - 1]
    if step is None:
        return wanted
    rounded: list[Fraction] = []
    for value in wanted:
        nearest = math.floor(value / step)
        rounded += [(nearest + offset) * step for offset in (0, 1, -1)]
    return rounded


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
