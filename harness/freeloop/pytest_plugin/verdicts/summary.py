"""What is said at the end of a run: how it went, the worst, what could not be judged, what is allowed for nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.units import format_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from freeloop.pytest_plugin.verdicts.judged import Judged

WORST = 10
_ORDER = ("failed", "inconclusive", "passed")


def lines(all_judged: Sequence[Judged], notes: Sequence[str], verbosity: int) -> list[str]:
    """The report on the terminal; with -q only what asks for something."""
    said = [f"inconclusive: {each.name}: {each.why}" for each in all_judged if each.status == "inconclusive"]
    asked = [*said, *notes]
    if verbosity < 0:
        return asked
    worst = worst_of(all_judged)
    table = [f"{_length(each):>8}  {_marked(each)}{_place(each)}" for each in worst]
    heading = (
        [f"the {len(worst)} longest stalls:" if len(worst) > 1 else "the longest stall:"] if worst else []
    )
    return [_count(all_judged), *heading, *table, *asked]


def worst_of(all_judged: Sequence[Judged]) -> list[Judged]:
    """Those with a stall, the longest first, ten at most; and what failed by less, against a shorter limit."""
    from freeloop.session.stall import THRESHOLD_S  # noqa: PLC0415 - few test runs need it

    threshold_ms = THRESHOLD_S * 1e3
    stalled = [e for e in all_judged if e.longest_ms > (0 if e.status == "failed" else threshold_ms)]
    return sorted(stalled, key=lambda each: -each.longest_ms)[:WORST]


def github_commands(all_judged: Sequence[Judged]) -> list[str]:
    """GitHub's workflow commands, by which a verdict is shown beside its line of code."""
    levels = {"failed": "error", "inconclusive": "warning"}
    return [
        f"::{levels[each.status]} file={_property(each.path or each.test.partition('::')[0])},"
        f"line={each.line or 1},title={_property(f'freeloop: {each.name}')}::{_escaped(each.why)}"
        for each in all_judged
        if each.status in levels and not each.allowed
    ]


def write_step_summary(text: Callable[[], str], environment: Mapping[str, str] = os.environ) -> None:
    """Add to the summary of GitHub's job, if this is one."""
    path = environment.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(f"{text()}\n")


def _count(all_judged: Sequence[Judged]) -> str:
    statuses = [each.status for each in all_judged]
    counted = ", ".join(f"{statuses.count(status)} {status}" for status in _ORDER if status in statuses)
    return f"event loop: {counted}"


def _length(judged: Judged) -> str:
    return format_seconds(judged.longest_ms / 1e3)


def _marked(judged: Judged) -> str:
    mark = " (allowed)" if judged.allowed and judged.status != "passed" else ""
    return f"{judged.name}{mark}"


def _where(judged: Judged) -> str:
    return f"{judged.path}:{judged.line}" if judged.path else ""


def _place(judged: Judged) -> str:
    return f"  held by {_where(judged)}" if judged.path else ""


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
