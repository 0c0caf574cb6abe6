"""Percentiles of a list of times, and the rule for when there are too few."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.json_value import JsonObject, integer_of, object_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_SAMPLES_ABOVE = 10
"""A percentile with fewer samples above it is not given: one outlier would be the whole answer.

Arbitrary; a smaller figure prints percentiles that do not repeat between two runs.
"""


def percentile(times: Sequence[int], share: float) -> int | None:
    """Return the smallest of `times` that at least `share` (0 to 1) of them do not exceed.

    A value that was measured, never one interpolated between two. None when fewer than `MIN_SAMPLES_ABOVE`
    samples lie above its rank.
    """
    return percentile_of_sorted(sorted(times), share)


def percentile_of_sorted(times: Sequence[int], share: float) -> int | None:
    """Return the same for times that are sorted already."""
    # The rounding takes out what binary fractions add: 0.99 * 1000 is 990.0000000000001 in some orders.
    rank = max(1, math.ceil(round(share * len(times), 9)))
    if len(times) - rank < MIN_SAMPLES_ABOVE:
        return None
    return times[rank - 1]


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late something ran after the moment it was meant for; None where the samples are too few."""

    samples: int
    p50_ns: int | None
    p99_ns: int | None
    max_ns: int | None

    @classmethod
    def of(cls, times: Sequence[int]) -> Lateness:
        """Return the summary of `times`, in nanoseconds."""
        ordered = sorted(times)
        return cls(
            samples=len(ordered),
            p50_ns=percentile_of_sorted(ordered, 0.5),
            p99_ns=percentile_of_sorted(ordered, 0.99),
            max_ns=ordered[-1] if ordered else None,
        )

    def to_json(self) -> JsonObject:
        """Return the summary as a JSON object."""
        return {"samples": self.samples, "p50_ns": self.p50_ns, "p99_ns": self.p99_ns, "max_ns": self.max_ns}

    @classmethod
    def from_json(cls, value: object) -> Lateness:
        """Return the summary that `to_json` wrote."""
        fields = object_of(value, "lateness")

        def optional(name: str) -> int | None:
            return None if fields.get(name) is None else integer_of(fields[name], name)

        return cls(
            samples=integer_of(fields.get("samples"), "samples"),
            p50_ns=optional("p50_ns"),
            p99_ns=optional("p99_ns"),
            max_ns=optional("max_ns"),
        )
