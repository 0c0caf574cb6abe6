"""Axes: where a value lies on one, and which round values are marked on it.

Positions are per mille of the axis, from left to right and from top to bottom, so that a chart fits every width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

FULL = 1000.0
_ROUND = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Tick:
    """A marked value: `at` is in percent of the axis, as CSS wants it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Linear:
    """From 0 to `end`."""

    end: float

    def place(self, value: float) -> float:
        """Where a value lies."""
        return min(max(value / self.end, 0.0), 1.0) * FULL

    def values(self, wanted: int) -> list[float]:
        """Round values, about so many, without 0."""
        rough = self.end / wanted
        power = 10 ** math.floor(math.log10(rough))
        step = next((power * each for each in (*_ROUND, 10) if power * each >= rough), rough)
        return [step * number for number in range(1, int(self.end / step * 1.0001) + 1)]


@dataclass(frozen=True, slots=True)
class Logarithmic:
    """From `start` to `end`, both above 0."""

    start: float
    end: float

    @classmethod
    def around(cls, values: list[float], floor: float) -> Logarithmic:
        """An axis from and to round values on which all of these lie; nothing is told apart below `floor`."""
        above = [max(value, floor) for value in values] or [floor]
        return cls(_round_below(min(above)), max(_round_above(max(above)), 2 * _round_below(min(above))))

    def place(self, value: float) -> float:
        """Where a value lies."""
        along = math.log(max(value, self.start) / self.start) / math.log(self.end / self.start)
        return min(along, 1.0) * FULL

    def values(self) -> list[float]:
        """The powers of ten; where these are few, also the round values between."""
        powers = range(math.floor(math.log10(self.start)), math.ceil(math.log10(self.end)) + 1)
        tens = [10.0**power for power in powers]
        wanted = tens if math.log10(self.end / self.start) > 2 else [t * e for t in tens for e in _ROUND]  # noqa: PLR2004
        return [value for value in wanted if self.start * 0.999 <= value <= self.end * 1.001]


def y_ticks(axis: Linear | Logarithmic, values: list[float]) -> list[Tick]:
    """Ticks of times on an axis that goes up."""
    return [Tick(round(100 - axis.place(value) / 10, 2), round_time(value)) for value in values]


def x_ticks(axis: Linear, values: list[float]) -> list[Tick]:
    """Ticks of times on an axis that goes right."""
    return [Tick(round(axis.place(value) / 10, 2), f"{value:g} s") for value in values]


def round_time(seconds: float) -> str:
    """A round time: `2 s`, `500 ms`, `50 µs`."""
    if seconds >= 1:
        return f"{seconds:g} s"
    if seconds >= 1e-3:  # noqa: PLR2004
        return f"{round(seconds * 1e3, 3):g} ms"
    return f"{round(seconds * 1e6, 3):g} µs" if seconds else "0"


def _round_below(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return power * max(each for each in _ROUND if power * each <= value * 1.0001)


def _round_above(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return power * min(each for each in (*_ROUND, 10) if power * each >= value * 0.9999)
