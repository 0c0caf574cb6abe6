"""The report of an audit on a terminal: who held the loop, how long, where, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from freeloop.report.headline import (
    budget_of,
    count_of,
    counted,
    lag_text,
    load_of,
    made_up_sentences,
    surroundings_of,
    time_text,
)
from freeloop.session.verdict import shortened
from freeloop.units import format_seconds, format_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from freeloop.session.result import AuditResult, EndpointResult, StallLine
    from freeloop.session.verdict import Status

_STYLES: dict[Status, str] = {"passed": "green", "failed": "bold red", "inconclusive": "yellow"}
STALL_LINES = 3
"""Culprits shown per endpoint; the JSON record holds all."""
OFTEN_HELD = 0.25
"""From this share of time in stalls, a budget that was kept does not hide who holds the loop. Arbitrary: a health check
has waited for half a second behind stalls of 40 ms that filled the loop's time."""


def show(result: AuditResult, console: Console) -> None:
    """Print the whole report."""
    console.print(_header(result), highlight=False)
    for endpoint in result.endpoints:
        console.print()
        _show_endpoint(endpoint, console)
    if result.skipped:
        console.print()
        for skipped in result.skipped:
            _line(console, Text(f"not loaded  {skipped.method} {skipped.path}: {skipped.reason}", "dim"))
    console.print()
    _line(console, Text(_count(result), _STYLES[result.status]))


def sentences(endpoint: EndpointResult, *, stalls: int = STALL_LINES) -> list[str]:
    """The verdict on one endpoint and its culprits as plain lines."""
    lines = [f"{endpoint.method} {endpoint.path}: {endpoint.verdict.why}"]
    for stall in endpoint.stalls[:stalls]:
        lines += [f"  {line}" for line in stall_sentences(stall)]
    return lines


def stall_sentences(stall: StallLine) -> list[str]:
    """One group of stalls: how often and how long, the line, what it called, what to do."""
    times = f"{counted(stall.count, 'stall')}, {format_seconds(stall.charged_s)} in all"
    head = f"{stall.cause}: {times}, longest {format_seconds(stall.longest_s)}"
    culprit = stall.culprit
    if culprit is None:
        return [head, f"  help: {stall.advice}"]
    called = f", calling {culprit.callee}" if culprit.callee else ""
    source = [f"  > {culprit.source}"] if culprit.source else []
    place = f"  {culprit.path}:{culprit.line} in {culprit.function}{called}"
    return [head, place, *source, f"  help: {stall.advice}"]


def _header(result: AuditResult) -> Text:
    settings = f"{load_of(result.load)}; budget: {budget_of(result.budget)}"
    return Text.assemble(
        (f"freeloop audit {result.app}\n", "bold"), (f"{surroundings_of(result)}\n{settings}", "dim")
    )


def _show_endpoint(endpoint: EndpointResult, console: Console) -> None:
    status = endpoint.verdict.status
    head = Text.assemble(
        (f"{status.upper()} ", _STYLES[status]),
        (f"{endpoint.method} {endpoint.path}", "bold"),
        f"  {endpoint.verdict.why}",
    )
    _line(console, head)
    console.print(_figures(endpoint))
    for made_up in made_up_sentences(endpoint.made_up):
        _line(console, Text(f"  sent       {made_up}", "dim"))
    for kind, error in endpoint.traffic.errors.items():
        _line(console, Text(f"  failed     {error.count} × {kind}: {shortened(error.example)}"))
    for line in endpoint.server_error.splitlines():
        _line(console, Text(f"  {line}", "dim"))
    if status == "passed":  # what else it did within its budget is in the record
        if endpoint.figures.held_share >= OFTEN_HELD:
            _show_stalls(endpoint.stalls[:1], console)
        return
    shown = endpoint.stalls[:STALL_LINES]
    _show_stalls(shown, console)
    hidden = len(endpoint.stalls) - len(shown)
    if hidden > 0:
        _line(console, Text(f"  {hidden} more in the record (--format json)", "dim"))


def _show_stalls(shown: Sequence[StallLine], console: Console) -> None:
    for stall in shown:
        for number, line in enumerate(stall_sentences(stall)):
            _line(console, Text(f"  {line}", "" if number in (1, 2) else "dim" if number else "bold"))


def _figures(endpoint: EndpointResult) -> Table:
    """Three rows: what clients saw, what the loop did, what the canary saw."""
    figures, traffic = endpoint.figures, endpoint.traffic
    lag = [
        lag_text(value_s, figures.resolution_s)
        for value_s in (figures.lag.p50_s, figures.lag.p99_s, figures.lag.max_s)
    ]
    latency = [
        time_text(value_s)
        for value_s in (traffic.latency.p50_s, traffic.latency.p99_s, traffic.latency.max_s)
    ]
    canary = [
        time_text(value_s) for value_s in (traffic.canary.p50_s, traffic.canary.p99_s, traffic.canary.max_s)
    ]
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(6):
        table.add_column(no_wrap=True)
    held, host = f"held {format_share(figures.held_share)}", f"host {format_share(figures.host_share)}"
    rate = f"{traffic.throughput_rps:.1f}/s"
    for label, first, second, times in (
        ("  clients", f"{traffic.requests} requests", rate, latency),
        ("  loop lag", held, host, lag),
        ("  canary", "", "", canary),
    ):
        table.add_row(label, first, second, *map(" ".join, zip(("p50", "p99", "max"), times, strict=True)))
    return table


def _count(result: AuditResult) -> str:
    counts = count_of([endpoint.verdict.status for endpoint in result.endpoints])
    silent = sum(endpoint.answers_nothing for endpoint in result.endpoints)
    unproved = f"; {silent} gave not one good answer" if silent else ""
    return f"{result.app}: {counts}{unproved}"


def _line(console: Console, text: Text) -> None:
    """Print without wrapping: a path that is broken over two lines cannot be clicked or searched for."""
    console.print(text, soft_wrap=True, highlight=False)
