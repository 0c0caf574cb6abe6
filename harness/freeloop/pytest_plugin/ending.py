"""The end of a run, in the process that reports: under xdist the controller."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from freeloop.errors import UserError
from freeloop.pytest_plugin.verdicts import baseline, judged, reports, summary

if TYPE_CHECKING:
    from freeloop.pytest_plugin.running import Running
    from freeloop.pytest_plugin.verdicts.judged import Judged
    from freeloop.report.subject import Report

_SELECTING = ("keyword", "markexpr", "lf", "deselect")
"""Options with which not all tests of a file run."""


class Ending:
    """Hears all reports, and says at the end how it went."""

    def __init__(self, config: pytest.Config, running: Running) -> None:
        self._config = config
        self._running = running
        self._judged: list[Judged] = []
        self._tests: set[str] = set()

    def hear(self, report: pytest.TestReport) -> None:
        """Keep what a report brings."""
        self._tests.add(report.nodeid)
        # A test that is expected to fail may break its budget, as one on the allow-list.
        allowed = "xfail" if hasattr(report, "wasxfail") else ""
        self._judged += [replace(each, allowed=each.allowed or allowed) for each in judged.attached(report)]

    def say(self, reporter: pytest.TerminalReporter, exitstatus: int | pytest.ExitCode) -> None:
        """Write the summaries, and the baseline."""
        if self._config.option.collectonly:
            return
        notes = [*self._on_baseline(), *self._on_allowed(exitstatus)]
        written = reports.write_all(self._config, lambda: self._report(notes))
        if not (self._judged or notes or written):
            return
        lines = [*summary.lines(self._judged, notes, self._config.get_verbosity()), *written]
        if lines:
            reporter.section("freeloop", "-")
        for line in lines:
            reporter.write_line(line)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            for line in summary.github_commands(self._judged, self._config.rootpath):
                reporter.write_line(line)
        try:
            summary.write_step_summary(lambda: reports.as_markdown(self._report(notes)))
        except UserError as error:
            reporter.write_line(f"freeloop: {error}")

    def _report(self, notes: list[str]) -> Report:
        return reports.of_run(self._judged, notes, self._running.settings())

    def _on_allowed(self, exitstatus: int | pytest.ExitCode) -> list[str]:
        complete = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        selected = any(self._config.getoption(name, None) for name in _SELECTING)
        if not complete or selected or any("::" in argument for argument in self._config.args):
            return []
        if self._config.getoption("maxfail", 0):
            return []
        needless = self._running.allowed.needless(self._tests, self._judged, self._config.rootpath)
        return [f"freeloop_allow: {sentence}" for sentence in needless]

    def _on_baseline(self) -> list[str]:
        path: str | None = self._config.getoption("freeloop_baseline")
        stored = self._running.baseline
        if path is None or not self._judged:
            return []
        if stored is None or self._running.updates_baseline:
            try:
                baseline.write(Path(path), self._judged, stored)
            except UserError as error:
                return [str(error)]
            return [f"baseline: stored in {path}"]
        if stored.unlike:
            return [f"baseline: {path} is of another machine, and nothing was compared ({stored.unlike})"]
        new = [each.name for each in self._judged if each.name not in stored.longest_ms]
        return [f"baseline: {len(new)} not in {path}: --freeloop-baseline-update stores them"] if new else []
