"""What a verdict makes of its test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.pytest_plugin.verdicts.judged import Judged


def settle(all_judged: Sequence[Judged], inconclusive: str, verbosity: int) -> None:
    """Fail or skip the test that is running, as its verdicts ask for; return when it may go on."""
    __tracebackhide__ = True
    failed = [each for each in all_judged if each.status == "failed" and not each.allowed]
    if failed:
        pytest.fail(_text(failed, verbosity), pytrace=False)
    doubtful = [each for each in all_judged if each.status == "inconclusive" and not each.allowed]
    if doubtful and inconclusive == "fail":
        pytest.fail(f"inconclusive: {_text(doubtful, verbosity)}", pytrace=False)
    if doubtful and inconclusive == "skip":
        pytest.skip(f"inconclusive: {doubtful[0].sentence}")


def status_of(report: pytest.TestReport, all_judged: Sequence[Judged]) -> tuple[str, str, object] | None:
    """Category, letter and word of a passed test that could not be judged; None for any other."""
    if not (report.when == "call" and report.passed):
        return None
    if any(each.status == "inconclusive" and not each.allowed for each in all_judged):
        return "inconclusive", "I", ("INCONCLUSIVE", {"yellow": True})
    return None


def _text(all_judged: Sequence[Judged], verbosity: int) -> str:
    return "\n".join(each.text(verbosity) for each in all_judged)
