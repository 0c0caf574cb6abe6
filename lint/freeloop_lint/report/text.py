"""Findings for people: `path:line:col: CODE fact`, the chain one frame a line, `help:`; the last line is a count."""

import json

import click

from freeloop_lint.findings import Finding, FixNote, Outcome
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
    told: dict[tuple[object, ...], Finding] = {}
    for finding in outcome.findings:
        like = told.setdefault(_cause(finding), finding)
        lines += _finding(finding) if like is finding else _again(finding, like)
    if statistics:
        lines += [
            f"{name.replace('_', ' ')}: {value}" for name, value in outcome.statistics._asdict().items()
        ]
    lines.append(count(outcome))
    return "\n".join(lines)


def unread(outcome: Outcome) -> list[str]:
    """Name the files that were not checked, a line each."""
    return [
        f"{item.path}:{item.line}:{item.column}: not checked: {item.problem}" for item in outcome.diagnostics
    ]


def _cause(finding: Finding) -> tuple[object, ...]:
    """Name what a finding is about by all but its entry; one without a chain is about itself."""
    entry = () if len(finding.chain) > 1 else (finding.path, finding.line, finding.column)
    below = finding.chain[1:], finding.sink, finding.others
    return (*below, finding.code, finding.severity, finding.lowered, finding.help, *entry)


def _head(finding: Finding) -> list[str]:
    place = click.style(f"{finding.path}:{finding.line}:{finding.column}:", bold=True)
    code = click.style(finding.code, fg=_COLOURS[finding.severity], bold=True)
    where, *root = way(finding)
    return [f"{place} {code} {finding.message}", f"    {where}", *(f"        {line}" for line in root)]


def _again(finding: Finding, like: Finding) -> list[str]:
    """Write a finding like an earlier one, only that the call stands elsewhere: all that is below it was said there."""
    below = f"chain from `{finding.chain[1].function}` on, cost and help: as at {like.path}:{like.line}"
    fix = "" if finding.fix == like.fix else _fix(finding.fix)
    return [*_head(finding), f"    {below}{fix}"]


def _finding(finding: Finding) -> list[str]:
    lines = _head(finding)
    if len(finding.chain) > 1:
        lines += [f"    {step.path}:{step.line} in `{step.function}`" for step in finding.chain]
    for other in finding.others:
        lines.append(f"    also: {other.path}:{other.line} `{other.call}`")
    cost = finding.cost
    if cost is not None:
        gil = {"holds": ", holds the GIL", "releases": ", releases the GIL"}.get(finding.gil, "")
        at = f"{cost.at}; " if cost.at else ""
        lower = f"; one class lower: {finding.lowered}" if finding.lowered else ""
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
    return f"{number} finding{'s' * (number != 1)} ({', '.join(by_severity)}) {where}{hint}{tail}"


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
