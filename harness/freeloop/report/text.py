"""The report of an audit on a terminal: who held the loop, how long, where, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from freeloop.session.verdict import shortened
from freeloop.units import format_seconds, format_share

if TYPE_CHECKING:
    from rich.console import Console

    from freeloop.session.result import AuditResult, EndpointResult, StallLine
    from freeloop.session.verdict import Budget, Status

_STYLES: dict[Status, str] = {"passed": "green", "failed": "bold red", "inconclusive": "yellow"}
_NOT_KNOWN = "n/a"
STALL_LINES = 3
"""Culprits shown per endpoint; the JSON record holds all."""


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
    times = f"{stall.count} stall{'s' if stall.count != 1 else ''}, {format_seconds(stall.charged_s)} in all"
    head = f"{stall.cause}: {times}, longest {format_seconds(stall.longest_s)}"
    culprit = stall.culprit
    if culprit is None:
        return [head, f"  help: {stall.advice}"]
    called = f", calling {culprit.callee}" if culprit.callee else ""
    return [
        head,
        f"  {culprit.path}:{culprit.line} in {culprit.function}{called}",
        f"  > {culprit.source}",
        f"  help: {stall.advice}",
    ]


def _header(result: AuditResult) -> Text:
    server, load = result.server, result.load
    rate = f"{load['rate_rps']} requests/s" if load["rate_rps"] else _counted(load["concurrency"], "user")
    loop = str(server["loop"] or "unknown loop").partition(".")[0]
    workers = _counted(server["workers"], "worker")
    surroundings = (
        f"{server['server']}, {loop}, {workers}, Python {server['python']}, {result.machine['cpus']} CPUs"
    )
    return Text.assemble(
        (f"freeloop audit {result.app}\n", "bold"),
        (f"{surroundings}\n{rate}, {load['duration_s']:g} s each; budget: {_budget(result.budget)}", "dim"),
    )


def _counted(number: object, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _show_endpoint(endpoint: EndpointResult, console: Console) -> None:
    status = endpoint.verdict.status
    head = Text.assemble(
        (f"{status.upper()} ", _STYLES[status]),
        (f"{endpoint.method} {endpoint.path}", "bold"),
        f"  {endpoint.verdict.why}",
    )
    _line(console, head)
    console.print(_figures(endpoint))
    for made_up in _made_up(endpoint.made_up):
        _line(console, Text(f"  sent       {made_up}", "dim"))
    for kind, error in endpoint.traffic.errors.items():
        _line(console, Text(f"  failed     {error.count} × {kind}: {shortened(error.example)}"))
    for line in endpoint.server_error.splitlines():
        _line(console, Text(f"  {line}", "dim"))
    if status == "passed":  # what it did within its budget is in the record
        return
    shown = endpoint.stalls[:STALL_LINES]
    for stall in shown:
        for number, line in enumerate(stall_sentences(stall)):
            _line(console, Text(f"  {line}", "" if number in (1, 2) else "dim" if number else "bold"))
    hidden = len(endpoint.stalls) - len(shown)
    if hidden > 0:
        _line(console, Text(f"  {hidden} more in the record (--format json)", "dim"))


def _made_up(parts: tuple[str, ...]) -> list[str]:
    """What of the request came from nobody, and how to give it."""
    sentences = ["body made up from the schema: give a real one with --data"] if "body" in parts else []
    others = ", ".join(part for part in parts if part != "body")
    if others:
        sentences.append(
            f"{others} made up from the schema: name the endpoint with real values, as '/items/7?q=x'"
        )
    return sentences


def _figures(endpoint: EndpointResult) -> Table:
    """Three rows: what clients saw, what the loop did, what the canary saw."""
    figures, traffic = endpoint.figures, endpoint.traffic
    lag = [
        _lag(value_s, figures.resolution_s)
        for value_s in (figures.lag.p50_s, figures.lag.p99_s, figures.lag.max_s)
    ]
    latency = [
        _time(value_s) for value_s in (traffic.latency.p50_s, traffic.latency.p99_s, traffic.latency.max_s)
    ]
    canary = [
        _time(value_s) for value_s in (traffic.canary.p50_s, traffic.canary.p99_s, traffic.canary.max_s)
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


def _budget(budget: Budget) -> str:
    parts = [
        f"{name} {text}"
        for name, text in (
            ("longest stall", _time(budget.max_stall_s)),
            ("p99", _time(budget.p99_s)),
            ("p99.9", _time(budget.p999_s)),
            ("held", format_share(budget.held_share) if budget.held_share is not None else _NOT_KNOWN),
        )
        if text != _NOT_KNOWN
    ]
    return ", ".join(parts) or "none"


def _count(result: AuditResult) -> str:
    statuses = [endpoint.verdict.status for endpoint in result.endpoints]
    order: tuple[Status, ...] = ("failed", "inconclusive", "passed")
    counted = ", ".join(f"{statuses.count(status)} {status}" for status in order if status in statuses)
    silent = sum(endpoint.answers_nothing for endpoint in result.endpoints)
    unproved = f"; {silent} gave not one good answer" if silent else ""
    return f"{result.app}: {counted}{unproved}"


def _time(seconds: float | None) -> str:
    return _NOT_KNOWN if seconds is None else format_seconds(seconds)


def _lag(seconds: float | None, resolution_s: float) -> str:
    """As a time; below the instrument's resolution, as less than that."""
    if seconds is not None and seconds < resolution_s:
        return f"< {resolution_s * 1e3:g} ms"
    return _time(seconds)


def _line(console: Console, text: Text) -> None:
    """Print without wrapping: a path that is broken over two lines cannot be clicked or searched for."""
    console.print(text, soft_wrap=True, highlight=False)
