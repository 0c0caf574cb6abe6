"""What is said at the end of a run, on the terminal, to GitHub, and in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from freeloop.pytest_plugin.verdicts import summary
from freeloop.pytest_plugin.verdicts.judged import Judged

if TYPE_CHECKING:
    from pathlib import Path

FAILED = Judged(
    "test_a.py::test_x[1,2]",
    "",
    "failed",
    "longest stall 500 ms, 100 ms allowed",
    500.0,
    0.4,
    (),
    "app.py",
    7,
)
DOUBTFUL = Judged("test_a.py::test_y", "GET /", "inconclusive", "only 1 of 1 requests", 0.0, 0.0)
PASSED = [Judged(f"test_b.py::test_{n}", "", "passed", "", 21.0 + n, 0.0) for n in range(12)]
ALL = [*PASSED, FAILED, DOUBTFUL]


def test_the_ten_worst_are_named_the_longest_first() -> None:
    lines = summary.lines(ALL, [], 0)
    assert lines[:3] == [
        "event loop: 1 failed, 1 inconclusive, 12 passed",
        "the 10 longest stalls:",
        "  500 ms  test_a.py::test_x[1,2]  held by app.py:7",
    ]
    assert lines[11] == "   24 ms  test_b.py::test_3"
    assert lines[12:] == ["inconclusive: test_a.py::test_y GET /: only 1 of 1 requests"]


def test_a_loop_that_was_late_by_less_than_a_stall_is_none_of_the_worst() -> None:
    late, too_late = (Judged(f"test_c.py::test_{s}", "", s, "", 3.9, 0.0) for s in ("passed", "failed"))
    assert summary.worst_of([late, too_late]) == [too_late]


def test_quiet_says_only_what_asks_for_something() -> None:
    assert summary.lines(ALL, ["freeloop_allow: …"], -1) == [
        "inconclusive: test_a.py::test_y GET /: only 1 of 1 requests",
        "freeloop_allow: …",
    ]


def test_github_is_told_the_line_of_code() -> None:
    assert summary.github_commands(ALL) == [
        "::error file=app.py,line=7,title=freeloop%3A test_a.py%3A%3Atest_x[1%2C2]::" + FAILED.why,
        "::warning file=test_a.py,line=1,title=freeloop%3A test_a.py%3A%3Atest_y GET /::only 1 of 1 requests",
    ]


def test_the_step_summary_is_added_to(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    summary.write_step_summary(lambda: "### freeloop\n", {"GITHUB_STEP_SUMMARY": str(path)})
    assert path.read_text() == "before\n### freeloop\n\n"


def test_elsewhere_nothing_is_written() -> None:
    summary.write_step_summary(lambda: pytest.fail("nobody asked for it"), {})
