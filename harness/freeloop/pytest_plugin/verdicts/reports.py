"""The files that a run is reported in: one page to look at, Markdown, a profile for speedscope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from freeloop.errors import UserError
from freeloop.pytest_plugin.settings.options import path_given
from freeloop.report.file import check_writable, renderer_of, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from freeloop.pytest_plugin.verdicts.judged import Judged
    from freeloop.report.subject import Report, Subject

KINDS = ("html", "markdown", "speedscope")
_OVER_TIME = ("html", "speedscope")


def are_over_time(config: pytest.Config) -> bool:
    """Whether a file is wanted that shows what happened over time."""
    return any(config.getoption(f"freeloop_{kind}") for kind in _OVER_TIME)


def check(config: pytest.Config) -> None:
    """Refuse what cannot be written, before any test runs.

    Raises:
        pytest.UsageError: a folder is not there, or what writes the file is not installed.
    """
    try:
        for kind, path in _wanted(config):
            renderer_of(kind)
            check_writable(f"--freeloop-{kind}", path)
    except UserError as error:
        raise pytest.UsageError(str(error)) from None


def write_all(config: pytest.Config, report: Callable[[], Report]) -> tuple[list[str], list[str]]:
    """Write the files that are wanted; return sentences on those that were, and on those that could not be."""
    written: list[str] = []
    lost: list[str] = []
    for kind, path in _wanted(config):
        loss = _loss(kind, path, report())
        if loss:
            lost.append(loss)
        else:
            written.append(f"{kind} report: {path}")
    return written, lost


def of_run(all_judged: Sequence[Judged], notes: Sequence[str], settings: dict[str, str]) -> Report:
    """What a run is reported from."""
    from freeloop.report.subject import Facts, Report, facts_of  # noqa: PLC0415 - few test runs need it
    from freeloop.report.surroundings import machine  # noqa: PLC0415
    from freeloop.session.result import worst  # noqa: PLC0415

    subjects = tuple(map(_subject, all_judged))
    return Report(
        title="pytest",
        noun="test",
        status=worst(["passed" if each.outcome == "allowed" else each.status for each in all_judged]),
        subjects=subjects,
        notes=tuple(notes),
        facts=(facts_of("Machine", machine()), Facts("Settings", tuple(settings.items()))),
    )


def as_markdown(report: Report) -> str:
    """The summary of a workflow run."""
    return renderer_of("markdown")(report)


def _wanted(config: pytest.Config) -> Iterable[tuple[str, Path]]:
    paths = {kind: path_given(config, f"freeloop_{kind}") for kind in KINDS}
    return [(kind, path) for kind, path in paths.items() if path is not None]


def _loss(kind: str, path: Path, report: Report) -> str:
    """Write a file; why it could not be, or nothing."""
    try:
        write(f"--freeloop-{kind}", path, renderer_of(kind)(report))
    except UserError as error:
        return str(error)
    return ""


def _subject(judged: Judged) -> Subject:
    from dataclasses import replace  # noqa: PLC0415

    from freeloop.report.subject import Subject  # noqa: PLC0415
    from freeloop.session.plain import from_plain  # noqa: PLC0415

    plain: dict[str, Any] | None = judged.subject
    if plain is None:
        return Subject(
            name=judged.endpoint or judged.test,
            status=judged.outcome,
            why=judged.reason,
            within=judged.test if judged.endpoint else "",
            longest_s=judged.longest_ms / 1e3,
            held_share=judged.held_share,
        )
    return replace(from_plain(Subject, plain), status=judged.outcome, why=judged.reason)
