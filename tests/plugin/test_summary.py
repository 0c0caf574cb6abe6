"""What is said at the end of a run, on the terminal, to GitHub, and in Markdown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from freeloop.errors import UserError
from freeloop.pytest_plugin.verdicts import summary
from freeloop.pytest_plugin.verdicts.judged import Judged

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
DOUBTED = "test_a.py%3A%3Atest_y GET /"
PASSED = [Judged(f"test_b.py::test_{n}", "", "passed", "", 21.0 + n, 0.0) for n in range(12)]
ALLOWED = Judged(
    "test_c.py::test_z", "", "failed", "longest stall 20 ms, 5 ms allowed", 20.0, 0.0, allowed="test_c*"
)
ALL = [*PASSED, FAILED, DOUBTFUL, ALLOWED]


def test_the_ten_worst_are_named_the_longest_first() -> None:
    lines = summary.lines(ALL, [], 0)
    assert lines[:3] == [
        "event loop: 1 failed, 1 inconclusive, 1 allowed, 12 passed",
        "the 10 longest stalls:",
        "  500 ms  test_a.py::test_x[1,2]  held by app.py:7",
    ]
    assert lines[11] == "   24 ms  test_b.py::test_3"
    assert lines[12:] == ["inconclusive: test_a.py::test_y GET /: only 1 of 1 requests"]


def test_a_loop_that_was_late_by_less_than_a_stall_is_none_of_the_worst() -> None:
    late, too_late = (Judged(f"test_c.py::test_{s}", "", s, "", 3.9, 0.0) for s in ("passed", "failed"))
    assert summary.worst_of([late, too_late]) == [too_late]


@pytest.mark.parametrize(
    ("verbosity", "shown"),
    [(-1, []), (0, ["cpu", "io", "  1 more below them with -vv"]), (2, ["cpu", "io", "gc"])],
)
def test_the_evidence_shows_whole_culprits(verbosity: int, shown: list[str]) -> None:
    evidence = tuple(f"{cause}\n at\n >\n help" for cause in ("cpu", "io", "gc"))
    lines = replace(FAILED, evidence=evidence).text(verbosity).splitlines()
    assert [line for line in lines if line not in (FAILED.why, " at", " >", " help")] == shown
    assert lines.count(" help") == sum(each in ("cpu", "io", "gc") for each in shown)


def test_quiet_says_only_what_asks_for_something() -> None:
    assert summary.lines(ALL, ["freeloop_allow: …"], -1) == [
        "inconclusive: test_a.py::test_y GET /: only 1 of 1 requests",
        "freeloop_allow: …",
    ]


@pytest.mark.parametrize(("workspace", "folder"), [("/repository", "service/"), ("/repository/service", "")])
def test_github_is_told_the_line_of_code_of_its_repository(workspace: str, folder: str) -> None:
    said = summary.github_commands(ALL, Path("/repository/service"), {"GITHUB_WORKSPACE": workspace})
    assert said == [
        f"::error file={folder}app.py,line=7,title=freeloop%3A test_a.py%3A%3Atest_x[1%2C2]::{FAILED.why}",
        f"::warning file={folder}test_a.py,line=1,title=freeloop%3A {DOUBTED}::only 1 of 1 requests",
    ]


def test_the_step_summary_is_added_to(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    summary.write_step_summary(lambda: "### freeloop\n", {"GITHUB_STEP_SUMMARY": str(path)})
    assert path.read_text() == "before\n### freeloop\n\n"


def test_a_step_summary_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"GITHUB_STEP_SUMMARY '.*no/s' cannot be written \(No such file"):
        summary.write_step_summary(lambda: "", {"GITHUB_STEP_SUMMARY": str(tmp_path / "no" / "s")})


def test_elsewhere_nothing_is_written() -> None:
    summary.write_step_summary(lambda: pytest.fail("nobody asked for it"), {})
