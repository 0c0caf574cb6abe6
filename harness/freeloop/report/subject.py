"""What reports of every kind are written from: the subjects that were judged, and where and how they were measured.

A subject is an endpoint of an audit, or a test that was held to a budget, which has no traffic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from freeloop.report.headline import ORDER, Outcome, budget_of, count_of, load_of, surroundings_of
from freeloop.session.figures import LoopFigures, Traffic
from freeloop.session.result import SkippedEndpoint, StallLine
from freeloop.session.verdict import Status
from freeloop.units import format_share

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from freeloop.session.result import AuditResult, EndpointResult


_UNITS: dict[str, Callable[[float], str]] = {
    "_ms": lambda value: f"{value:g} ms",
    "_s": lambda value: f"{value:g} s",
    "_rps": lambda value: f"{value:g} requests/s",
    "_share": format_share,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One verdict and its evidence. `figures` and `traffic` are None where there are none, or nobody asked for them."""

    name: str
    status: Outcome
    why: str
    within: str = ""
    """The test that audited it; empty outside of tests."""
    setting: str = ""
    """On what and how it was loaded, where that differs between subjects."""
    longest_s: float = 0.0
    """Its longest stall, in charged time."""
    held_share: float = 0.0
    max_stall_s: float | None = None
    """Its limit for the longest stall."""
    figures: LoopFigures | None = None
    traffic: Traffic | None = None
    stalls: tuple[StallLine, ...] = ()
    server_error: str = ""
    made_up: tuple[str, ...] = ()

    @property
    def asks_for_something(self) -> bool:
        """Whether it is one that nobody has allowed, and that did not pass."""
        return self.status in ("failed", "inconclusive")


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values under one heading, such as those of the machine."""

    heading: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All subjects of one run. `noun` is what one of them is called."""

    title: str
    noun: str
    status: Status
    subjects: tuple[Subject, ...]
    headlines: tuple[str, ...] = ()
    skipped: tuple[SkippedEndpoint, ...] = ()
    notes: tuple[str, ...] = ()
    facts: tuple[Facts, ...] = ()

    @property
    def worst_first(self) -> list[Subject]:
        """The subjects, those that failed before the others, and the longest stall first."""
        return sorted(self.subjects, key=lambda each: (ORDER.index(each.status), -each.longest_s))

    @property
    def count(self) -> str:
        """How many had which verdict."""
        return count_of([subject.status for subject in self.subjects])


def of_audit(result: AuditResult) -> Report:
    """The report of an audit."""
    return Report(
        title=result.app,
        noun="endpoint",
        status=result.status,
        subjects=tuple(of_endpoint(endpoint, result.budget.max_stall_s) for endpoint in result.endpoints),
        headlines=(
            surroundings_of(result),
            f"{load_of(result.load)}; budget: {budget_of(result.budget)}",
        ),
        skipped=result.skipped,
        facts=(
            facts_of("Machine", result.machine),
            facts_of("Server", result.server),
            facts_of("Load", result.load),
            facts_of("Meanwhile on the machine", result.host),
        ),
    )


def of_endpoint(endpoint: EndpointResult, max_stall_s: float | None) -> Subject:
    """One endpoint as a subject."""
    return Subject(
        name=f"{endpoint.method} {endpoint.path}",
        status=endpoint.verdict.status,
        why=endpoint.verdict.why,
        longest_s=endpoint.figures.lag.max_s,
        held_share=endpoint.figures.held_share,
        max_stall_s=max_stall_s,
        figures=endpoint.figures,
        traffic=endpoint.traffic,
        stalls=endpoint.stalls,
        server_error=endpoint.server_error,
        made_up=endpoint.made_up,
    )


def facts_of(heading: str, values: Mapping[str, object]) -> Facts:
    """What a record says of the surroundings, as text."""
    return Facts(heading, tuple(_fact(name, value) for name, value in values.items()))


def _fact(name: str, value: object) -> tuple[str, str]:
    """A name without its unit, and the value with it."""
    for ending, shown in _UNITS.items():
        if name.endswith(ending):
            text = shown(value) if isinstance(value, (int, float)) else _text(value)
            return name.removesuffix(ending).replace("_", " "), text
    return name.replace("_", " "), _text(value)


def _text(value: object) -> str:
    if isinstance(value, dict):
        named = cast("dict[str, object]", value)
        return ", ".join(f"{name} {each}" for name, each in named.items() if each is not None)
    if isinstance(value, list):
        return ", ".join(map(str, cast("list[object]", value))) or "none"
    return "none" if value is None else str(value)
