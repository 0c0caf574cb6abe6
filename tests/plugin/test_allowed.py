"""Which tests an entry of the allow-list allows, and which entries are needed no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from freeloop.pytest_plugin.verdicts.allowed import AllowList
from freeloop.pytest_plugin.verdicts.judged import Judged

if TYPE_CHECKING:
    from pathlib import Path

    from freeloop.session.verdict import Status


@pytest.mark.parametrize(
    ("entry", "test", "is_allowed"),
    [
        ("tests/test_a.py::test_x", "tests/test_a.py::test_x", True),
        ("tests/test_a.py::test_x", "tests/test_a.py::test_xy", False),
        ("tests/test_a.py::test_x", "tests/test_a.py::test_x[1-[a]]", True),
        ("tests/test_a.py::test_x[1]", "tests/test_a.py::test_x[1]", True),
        ("tests/test_a.py::test_x[1]", "tests/test_a.py::test_x[2]", False),
        ("tests/test_a.py::*", "tests/test_a.py::TestThis::test_x", True),
        ("tests/slow/*", "tests/slow/test_a.py::test_x", True),
        ("tests/test_?.py::test_x", "tests/test_ab.py::test_x", False),
    ],
)
def test_an_entry_is_a_node_id_in_which_a_star_is_anything(entry: str, test: str, is_allowed: bool) -> None:  # noqa: FBT001 - a case
    assert bool(AllowList([entry]).entry_for(test)) is is_allowed


def _judged(test: str, status: Status) -> Judged:
    return Judged(test, "", status, "", 0.0, 0.0)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("test_a.py::test_broken", None),
        (
            "test_a.py::test_kept",
            "'test_a.py::test_kept' allows only tests that keep their budget: remove it",
        ),
        ("test_a.py::test_gone", "'test_a.py::test_gone' matches no test: remove it"),
        ("test_gone.py::test_x", "'test_gone.py::test_x' matches no test: remove it"),
        ("test_not_run.py::test_x", None),
        ("*/test_elsewhere.py::*", None),
        ("test_a.py::test_skipped", None),
        ("test_a.py::test_*", None),
        ("legacy/*", "'legacy/*' matches no test: remove it"),
    ],
)
def test_only_what_surely_allows_nothing_is_reported(
    entry: str, sentence: str | None, tmp_path: Path
) -> None:
    (tmp_path / "test_not_run.py").touch()
    all_judged = [_judged("test_a.py::test_broken", "failed"), _judged("test_a.py::test_kept", "passed")]
    tests = [*(each.test for each in all_judged), "test_a.py::test_skipped"]
    expected = [sentence] if sentence is not None else []
    assert AllowList([entry]).needless(tests, all_judged, tmp_path) == expected


@pytest.mark.parametrize(
    "entry", ["*/test_elsewhere.py::*", "*::test_gone", "gone*", "test_not_run.py::test_x"]
)
def test_of_a_whole_project_an_entry_that_matches_no_test_is_reported(entry: str) -> None:
    said = AllowList([entry]).needless(["test_a.py::test_x"], [_judged("test_a.py::test_x", "passed")])
    assert said == [f"{entry!r} matches no test: remove it"]
