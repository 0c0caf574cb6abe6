"""The sentences that head a report: what was measured, on what, held to what, and how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from freeloop.units import format_lag, format_seconds, format_share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freeloop.session.result import AuditResult
    from freeloop.session.verdict import Budget

NOT_KNOWN = "n/a"
Outcome = Literal["failed", "inconclusive", "allowed", "passed"]
"""A verdict, or that a test may break its budget, whichever of the first two it was."""

ORDER: tuple[Outcome, ...] = ("failed", "inconclusive", "allowed", "passed")


def surroundings_of(result: AuditResult) -> str:
    """Server, loop, workers, Python, CPUs."""
    server = result.server
    loop = str(server["loop"] or "unknown loop").partition(".")[0]
    workers = counted(server["workers"], "worker")
    return f"{server['server']}, {loop}, {workers}, Python {server['python']}, {result.machine['cpus']} CPUs"


def load_of(load: Mapping[str, object]) -> str:
    """How the endpoints were loaded."""
    rate = f"{load['rate_rps']} requests/s" if load["rate_rps"] else counted(load["concurrency"], "user")
    return f"{rate}, {load['duration_s']:g} s each"


def budget_of(budget: Budget) -> str:
    """The limits that there are."""
    parts = [
        f"{name} {text}"
        for name, text in (
            ("longest stall", time_text(budget.max_stall_s)),
            ("p99", time_text(budget.p99_s)),
            ("p99.9", time_text(budget.p999_s)),
            ("held", format_share(budget.held_share) if budget.held_share is not None else NOT_KNOWN),
        )
        if text != NOT_KNOWN
    ]
    return ", ".join(parts) or "none"


def count_of(statuses: Sequence[Outcome]) -> str:
    """How many had which outcome."""
    counts = [f"{statuses.count(status)} {status}" for status in ORDER if status in statuses]
    return ", ".join(counts) or "nothing was measured"


def counted(number: object, noun: str) -> str:
    """A number and its noun, in the plural where that is due."""
    return f"{number} {noun}{'s' if number != 1 else ''}"


def time_text(seconds: float | None) -> str:
    """A time, or that it is not known."""
    return NOT_KNOWN if seconds is None else format_seconds(seconds)


def lag_text(seconds: float | None, resolution_s: float) -> str:
    """A lag; below the instrument's resolution, as less than that."""
    return NOT_KNOWN if seconds is None else format_lag(seconds, resolution_s)


def made_up_sentences(parts: Sequence[str]) -> list[str]:
    """What of the request came from nobody, and how to give it."""
    sentences = ["body made up from the schema: give a real one with --data"] if "body" in parts else []
    in_url = ", ".join(part for part in parts if part.startswith(("path ", "query ")))
    if in_url:
        sentences.append(
            f"{in_url} made up from the schema: name the endpoint with real values, as '/items/7?q=x'"
        )
    in_headers = ", ".join(part for part in parts if part.startswith(("header ", "cookie ")))
    if in_headers:
        sentences.append(f"{in_headers} made up from the schema: give real ones with --header or --hook")
    return sentences
