"""What a verdict makes of its test."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.pytest_plugin.verdicts.judged import Judged


def settle(all_judged: Sequence[Judged], inconclusive: str, verbosity: int) -> None:
    """Fail or skip the test that is running, as its verdicts ask for; return when it may go on."""
    __tracebackhide__ = True
    failed = [each for each in all_judged if each.outcome == "failed"]
    if failed:
        pytest.fail(_text(failed, verbosity), pytrace=False)
    doubtful = [each for each in all_judged if each.outcome == "inconclusive"]
    if doubtful and inconclusive == "fail":
        pytest.fail(f"inconclusive: {_text(doubtful, verbosity)}", pytrace=False)
    if doubtful and inconclusive == "skip":
        pytest.skip(f"inconclusive: {doubtful[0].sentence}")


def complete(report: pytest.TestReport, item: pytest.Item, all_judged: Sequence[Judged]) -> None:
    """Mend what pytest makes of a test that could not be judged."""
    if not any(each.outcome == "inconclusive" for each in all_judged):
        return
    if report.skipped and isinstance(report.longrepr, tuple):  # pytest names the line that skips: ours
        path, line, _ = item.reportinfo()
        report.longrepr = (os.fspath(path), (line or 0) + 1, report.longrepr[2])
    if report.failed and str(report.longrepr).startswith(
        "[XPASS(strict)]"
    ):  # it may have failed as it should
        report.outcome, report.longrepr = "passed", None


def status_of(report: pytest.TestReport, all_judged: Sequence[Judged]) -> tuple[str, str, object] | None:
    """Category, letter and word of a passed test that could not be judged; None for any other."""
    if not (report.when == "call" and report.passed):
        return None
    if any(each.outcome == "inconclusive" for each in all_judged):
        return "inconclusive", "I", ("INCONCLUSIVE", {"yellow": True})
    return None


def _text(all_judged: Sequence[Judged], verbosity: int) -> str:
    return "\n".join(each.text(verbosity) for each in all_judged)
