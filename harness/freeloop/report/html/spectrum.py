"""The percentile spectrum: how long the unlucky ones wait, of lag, requests and canary."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.report.html.scale import FULL, Linear, Logarithmic, Tick, y_ticks
from freeloop.report.html.timeline import FASTEST_S, Shape
from freeloop.units import format_seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.report.subject import Subject
    from freeloop.session.course import Quantile

MARKED = (50.0, 90.0, 99.0, 99.9, 99.99, 99.999)


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Curves over percentiles, each nine as wide as the one before."""

    shapes: list[Shape]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    legend: list[tuple[str, str]]
    sentence: str


def spectrum_of(subject: Subject) -> Spectrum | None:
    """The spectrum of a subject; None when too little is known to draw one."""
    figures, traffic = subject.figures, subject.traffic
    if figures is None:
        return None
    curves: dict[str, Sequence[Quantile]] = {
        "lag": [each for each in figures.course.lag_spectrum if each.value_s >= figures.resolution_s]
    }
    if traffic is not None:
        curves |= {"latency": traffic.course.latency_spectrum, "canary": traffic.course.canary_spectrum}
    curves = {name: curve for name, curve in curves.items() if len(curve) > 1}
    if not curves:
        return None
    along = Linear(max(_nines(90.0), *(_nines(curve[-1].percentile) for curve in curves.values())))
    wait_s = Logarithmic.around([each.value_s for curve in curves.values() for each in curve], FASTEST_S)
    shapes = [
        Shape(
            f"{name}-line",
            "M"
            + "L".join(
                f"{along.place(_nines(each.percentile)):.0f} {FULL - wait_s.place(each.value_s):.0f}"
                for each in curve
            ),
        )
        for name, curve in curves.items()
    ]
    names = {"lag": "loop lag", "latency": "requests", "canary": "canary"}
    return Spectrum(
        shapes=shapes,
        x_ticks=[
            Tick(round(along.place(_nines(each)) / 10, 2), f"p{each:g}")
            for each in MARKED
            if _nines(each) <= along.end * 1.001
        ],
        y_ticks=y_ticks(wait_s, wait_s.values()),
        legend=[(f"{name}", names[name]) for name in curves],
        sentence="Percentiles: "
        + "; ".join(
            f"{names[name]} up to {format_seconds(curve[-1].value_s)} at p{curve[-1].percentile:.4g}"
            for name, curve in curves.items()
        ),
    )


def _nines(percentile: float) -> float:
    return -math.log10(1 - percentile / 100)
