"""The end of a run, in the process that reports: under xdist the controller."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from freeloop.errors import UserError
from freeloop.pytest_plugin.verdicts import baseline, judged, reports, summary

if TYPE_CHECKING:
    from freeloop.pytest_plugin.running import Running
    from freeloop.pytest_plugin.verdicts.judged import Judged
    from freeloop.report.subject import Report

_SELECTING = ("keyword", "markexpr", "lf", "deselect", "stepwise")
"""Options with which not all tests of a file run, for xdist, whose workers select."""


class Ending:
    """Hears all reports, and says at the end how it went."""

    def __init__(self, config: pytest.Config, running: Running) -> None:
        self._config = config
        self._running = running
        self._judged: list[Judged] = []
        self._tests: set[str] = set()
        self.are_some_deselected = False
        self.lost: list[str] = []
        """What was asked for and could not be written, in sentences."""

    def hear(self, report: pytest.TestReport) -> None:
        """Keep what a report brings."""
        if report.outcome not in ("passed", "failed", "skipped"):
            return  # a plugin's that runs the test again: another report will follow
        self._tests.add(report.nodeid)
        # A test that is expected to fail may break its budget, as one on the allow-list.
        xfail = "xfail" if hasattr(report, "wasxfail") else ""
        self._judged += [
            replace(each, allowed=each.allowed or (xfail if each.status == "failed" else ""))
            for each in judged.attached(report)
        ]

    def say(self, reporter: pytest.TerminalReporter, exitstatus: int | pytest.ExitCode) -> None:
        """Write the summaries, and the baseline."""
        if self._config.option.collectonly:
            return
        notes = [*self._on_baseline(), *self._on_allowed(exitstatus)]
        written, lost = reports.write_all(self._config, lambda: self._report(notes))
        self.lost += lost
        if not (self._judged or notes or written or self.lost):
            return
        lines = [*summary.lines(self._judged, notes, self._config.get_verbosity()), *written, *self.lost]
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
        selected = self.are_some_deselected or any(self._config.getoption(name, None) for name in _SELECTING)
        if not complete or selected or any("::" in argument for argument in self._config.args):
            return []
        if self._config.getoption("maxfail", 0):
            return []
        root = self._config.rootpath
        arguments = {self._config.invocation_params.dir / argument for argument in self._config.args}
        is_whole = root in arguments or self._config.args_source == pytest.Config.ArgsSource.TESTPATHS
        needless = self._running.allowed.needless(self._tests, self._judged, None if is_whole else root)
        return [f"freeloop_allow: {sentence}" for sentence in needless]

    def _on_baseline(self) -> list[str]:
        path: str | None = self._config.getoption("freeloop_baseline")
        whole_path = self._running.baseline_path
        stored = self._running.baseline
        if whole_path is None or not self._judged:
            return []
        if stored is None or self._running.updates_baseline:
            try:
                baseline.write(whole_path, self._judged, stored)
            except UserError as error:
                self.lost.append(str(error))
                return []
            return [f"baseline: stored in {path}"]
        if stored.unlike:
            return [f"baseline: {path} is of another machine, and nothing was compared ({stored.unlike})"]
        new = [each.name for each in self._judged if each.name not in stored.longest_ms]
        return [f"baseline: {len(new)} not in {path}: --freeloop-baseline-update stores them"] if new else []
