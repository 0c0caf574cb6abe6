"""A summary in Markdown, for a pull request or a workflow run: the verdicts as a table, and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from freeloop.report.headline import counted
from freeloop.units import format_seconds, format_share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop.report.subject import Report, Subject

ROWS = 20
"""Subjects in the table, the worst first; how many more there are is said. Arbitrary: more hide the discussion."""

REMEDIES = 5
"""Subjects whose remedy is given. Arbitrary, for the same reason."""


def render(report: Report) -> str:
    """The whole summary."""
    head = [_code(report.title), *map(_plain, report.headlines)]
    blocks = [
        [f"### freeloop: {report.count}"],
        ["  \n".join(head)],
        list(_table(report)),
        list(_remedies(report)),
        [f"- {_plain(note)}" for note in report.notes],
        [f"{counted(len(report.skipped), report.noun)} not loaded."] if report.skipped else [],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _table(report: Report) -> Iterator[str]:
    # A test in which nothing was seen says nothing in a table.
    shown = [each for each in report.worst_first if each.status != "passed" or each.longest_s or each.traffic]
    if not shown:
        return
    yield f"| verdict | {report.noun} | longest stall | held | held by |"
    yield "|---|---|---:|---:|---|"
    for subject in shown[:ROWS]:
        cells = (
            subject.status,
            _code(f"{subject.within} {subject.name}".strip()),
            format_seconds(subject.longest_s),
            format_share(subject.held_share),
            _held_by(subject),
        )
        yield f"| {' | '.join(cells)} |"
    if len(shown) > ROWS:
        yield ""
        yield f"{len(shown) - ROWS} more, none of them worse."


def _remedies(report: Report) -> Iterator[str]:
    """For each that failed or could not be judged, why, and the line that held the loop most with what to do."""
    asking = [each for each in report.worst_first if each.asks_for_something]
    for subject in asking[:REMEDIES]:
        yield f"- {_code(subject.name)} {subject.status}: {_plain(subject.why)}"
        for stall in subject.stalls[:1]:
            source = f"{_code(stall.culprit.source)}: " if stall.culprit and stall.culprit.source else ""
            yield f"  - {source}{_plain(stall.advice)}"
    if len(asking) > REMEDIES:
        yield f"- and {len(asking) - REMEDIES} more"


def _held_by(subject: Subject) -> str:
    stall = next(iter(subject.stalls), None)
    if stall is None:
        return ""
    return (
        f"{stall.cause}: {_code(f'{stall.culprit.path}:{stall.culprit.line}')}"
        if stall.culprit
        else stall.cause
    )


def _code(text: str) -> str:
    """As code, whatever it holds: fenced by more backticks than it has in a row, and no end of a table's cell."""
    line = " ".join(text.split()).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def _plain(text: str) -> str:
    """As text: no HTML and no end of a cell; code of our own sentences stays code."""
    line = " ".join(text.split()).replace("|", "\\|")
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
