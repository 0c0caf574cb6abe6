"""What is said at the end of a run: how it went, the worst, what could not be judged, what is allowed for nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.errors import UserError
from freeloop.report.headline import count_of
from freeloop.report.source_line import display_path
from freeloop.units import format_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from freeloop.pytest_plugin.verdicts.judged import Judged

WORST = 10


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


def github_commands(
    all_judged: Sequence[Judged], root: Path, environment: Mapping[str, str] = os.environ
) -> list[str]:
    """GitHub's workflow commands, by which a verdict is shown beside its line of code.

    `root` is what the paths of tests start from; GitHub's start from the repository.
    """
    levels = {"failed": "error", "inconclusive": "warning"}
    repository = environment.get("GITHUB_WORKSPACE", root)

    def file_of(each: Judged) -> str:
        path = root / (each.path or each.test.partition("::")[0])
        return str(path.relative_to(repository) if path.is_relative_to(repository) else path)

    return [
        f"::{levels[each.status]} file={_property(file_of(each))},"
        f"line={each.line or 1},title={_property(f'freeloop: {each.name}')}::{_escaped(each.why)}"
        for each in all_judged
        if each.outcome in levels
    ]


def write_step_summary(text: Callable[[], str], environment: Mapping[str, str] = os.environ) -> None:
    """Add to the summary of GitHub's job, if this is one.

    Raises:
        UserError: it cannot be written.
    """
    path = environment.get("GITHUB_STEP_SUMMARY")
    if path:
        try:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(f"{text()}\n")
        except OSError as error:
            raise UserError(f"GITHUB_STEP_SUMMARY {path!r} cannot be written ({error.strerror})") from None


def _count(all_judged: Sequence[Judged]) -> str:
    return f"event loop: {count_of([each.outcome for each in all_judged])}"


def _length(judged: Judged) -> str:
    return format_seconds(judged.longest_ms / 1e3)


def _marked(judged: Judged) -> str:
    mark = " (allowed)" if judged.outcome == "allowed" else ""
    return f"{judged.name}{mark}"


def _where(judged: Judged) -> str:
    return f"{display_path(judged.path)}:{judged.line}" if judged.path else ""


def _place(judged: Judged) -> str:
    return f"  held by {_where(judged)}" if judged.path else ""


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
