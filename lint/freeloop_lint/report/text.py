"""Findings for people: `path:line:col: CODE fact`, the chain one frame a line, `help:`; the last line is a count."""

import json
from collections import defaultdict
from collections.abc import Iterable

import click

from freeloop_lint.findings import Finding, FixNote, Outcome, Place
from freeloop_lint.report.way import way
from freeloop_lint.rules.sentence import figure_ms

_BESIDE = frozenset({"benchmarks", "docs", "example", "examples", "test", "tests"})
"""Folders whose code is beside the service. It is reported as any other: some of it is what users copy."""
_COLOURS = {"high": "red", "medium": "yellow", "low": "cyan"}


def render(outcome: Outcome, *, statistics: bool = False) -> str:
    """Write the report; colours are stripped by the terminal layer where they do not belong."""
    lines = unread(outcome)
    lines += [
        f"{item.path}:{item.line}:{item.column}: note: {item.problem}" for item in outcome.unused_suppressions
    ]
    for first, *others in _causes(outcome):
        lines += [*_finding(first), *_again(first, others)]
    if statistics:
        lines += [
            f"{name.replace('_', ' ')}: {value}" for name, value in outcome.statistics._asdict().items()
        ]
    lines.append(count(outcome))
    return "\n".join(map(one_line, lines))


def one_line(text: str) -> str:
    """Keep a file's name from ending the line, as GitHub's annotations do."""
    return text.replace("\r", "%0D").replace("\n", "%0A")


def unread(outcome: Outcome) -> list[str]:
    """Name the files that were not checked, a line each."""
    return [
        f"{item.path}:{item.line}:{item.column}: not checked: {item.problem}" for item in outcome.diagnostics
    ]


def _causes(outcome: Outcome) -> Iterable[list[Finding]]:
    """Group findings by the call that blocks, in the order of the first of each."""
    groups: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in outcome.findings:
        groups[finding.sink, finding.code, finding.severity, finding.lowered].append(finding)
    return groups.values()


def _again(first: Finding, others: list[Finding]) -> list[str]:
    """Say where else a call is reached, and what else is reached there; the whole ways stand in the JSON report."""
    lines: list[str] = []
    told = set(first.others)
    for finding in others:
        new = [place for place in finding.others if place not in told]
        told.update(new)
        lines += [f"{_head(finding)} {_as_before(finding, first)}", *_also(new)]
    return lines


def _as_before(finding: Finding, first: Finding) -> str:
    through = [step.function for step in finding.chain[1:2]]
    other = f", through `{through[0]}`" if through and through != [first.chain[1].function] else ""
    context = finding.context.replace("_", " ")
    fix = "" if finding.fix == first.fix else _fix(finding.fix) or " [no fix]"
    return f"the same in `{finding.function}`, {context}{other}{fix}"


def _head(finding: Finding) -> str:
    place = click.style(f"{finding.path}:{finding.line}:{finding.column}:", bold=True)
    return f"{place} {click.style(finding.code, fg=_COLOURS[finding.severity], bold=True)}"


def _also(places: Iterable[Place]) -> list[str]:
    return [f"    also: {place.path}:{place.line} `{place.call}`" for place in places]


def _finding(finding: Finding) -> list[str]:
    where, *root = way(finding)
    lines = [f"{_head(finding)} {finding.message}", f"    {where}", *(f"        {line}" for line in root)]
    if len(finding.chain) > 1:
        lines += [f"    {step.path}:{step.line} in `{step.function}`" for step in finding.chain]
    lines += _also(finding.others)
    cost = finding.cost
    if cost is not None:
        gil = {"holds": ", holds the GIL", "releases": ", releases the GIL"}.get(finding.gil, "")
        at = f"{cost.at}; " if cost.at else ""
        lower = f"; counts less: {finding.lowered}" if finding.lowered else ""
        said = f"{finding.severity}, ≈ {figure_ms(cost.ms)} ({at}{cost.evidence}){gil}{lower}"
        lines.append(f"    cost: {said}")
    lines.append(f"    help: {finding.help}{_fix(finding.fix)}")
    return lines


def _fix(fix: FixNote | None) -> str:
    """Name the option that makes a fix, and what it makes."""
    if fix is None:
        return ""
    return f" [--{'fix' if fix.safe else 'unsafe-fixes'}: {fix.note}]"


def count(outcome: Outcome) -> str:
    """Count in one line."""
    number = len(outcome.findings)
    by_severity = [
        f"{amount} {severity}"
        for severity in ("high", "medium", "low")
        if (amount := sum(finding.severity == severity for finding in outcome.findings))
    ]
    unread = len(outcome.diagnostics)
    tail = f"; {unread} file{'s' * (unread != 1)} not checked" if unread else ""
    notebooks = outcome.statistics.notebooks
    tail += f"; {notebooks} notebook{'s' * (notebooks != 1)} not read" if notebooks else ""
    read = outcome.statistics.asked
    where = f"in {read} file{'s' * (read != 1)}"
    if not number:
        return f"no findings {where}{tail}"
    tail = _beside(outcome) + tail
    hint = _fixable([finding.fix.safe for finding in outcome.findings if finding.fix is not None])
    causes = sum(1 for _ in _causes(outcome))
    few = f" of {causes} cause{'s' * (causes != 1)}" if causes < number else ""
    return f"{number} finding{'s' * (number != 1)}{few} ({', '.join(by_severity)}) {where}{hint}{tail}"


def _beside(outcome: Outcome) -> str:
    """Count what is found in folders that no service runs, where there is more, and say how to leave them out."""
    folders = [
        next((part for part in item.path.split("/")[:-1] if part in _BESIDE), "") for item in outcome.findings
    ]
    number = len(folders) - folders.count("")
    if not 0 < number < len(folders):
        return ""
    names = sorted(set(folders) - {""})
    where = ", ".join(f"`{name}`" for name in names)
    return f"; {number} in {where} (`exclude = {json.dumps(names)}` leaves them out)"


def _fixable(safe: list[bool]) -> str:
    """Count what each option would fix, by the safety of all fixes."""
    if not safe:
        return ""
    surely, more = sum(safe), len(safe) - sum(safe)
    if not surely:
        return f"; {more} fixable with --fix --unsafe-fixes"
    return f"; {surely} fixable with --fix" + f", {more} more with --unsafe-fixes" * bool(more)
