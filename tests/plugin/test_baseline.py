"""Comparing with a stored run: what counts as worse, on which machine, and what the file may hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from freeloop.errors import UserError
from freeloop.pytest_plugin.verdicts import baseline
from freeloop.pytest_plugin.verdicts.judged import Judged

if TYPE_CHECKING:
    from pathlib import Path

    from freeloop.session.verdict import Status


def _judged(longest_ms: float, status: Status = "passed") -> Judged:
    return Judged("test_a.py::test_x", "GET /", status, "as it was", longest_ms, 0.0)


@pytest.mark.parametrize(
    ("stored_ms", "now_ms", "status"),
    [
        (30.0, 59.0, "passed"),
        (30.0, 61.0, "failed"),
        (0.0, 39.0, "passed"),
        (0.0, 41.0, "failed"),
        (500.0, 20.0, "passed"),
    ],
)
def test_twice_the_stored_stall_is_worse_and_noise_is_not(
    tmp_path: Path, stored_ms: float, now_ms: float, status: str
) -> None:
    path = tmp_path / "baseline.json"
    baseline.write(path, [_judged(stored_ms)], None)
    stored = baseline.read(path)
    assert stored is not None
    assert stored.compared(_judged(now_ms)).status == status


def test_the_sentence_names_both_figures(tmp_path: Path) -> None:
    baseline.write(tmp_path / "b.json", [_judged(30.0)], None)
    stored = baseline.read(tmp_path / "b.json")
    assert stored is not None
    assert stored.compared(_judged(90.0)).why == "longest stall 90 ms, 30 ms in the baseline b.json"


def test_a_run_on_another_machine_is_not_compared_and_says_how_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    baseline.write(path, [_judged(30.0)], None)
    text = json.loads(path.read_text())
    text["machine"]["cpus"] = 999
    path.write_text(json.dumps(text))
    stored = baseline.read(path)
    assert stored is not None
    assert stored.unlike.startswith("cpus 999 there, ")
    assert stored.compared(_judged(900.0)).status == "passed"


@pytest.mark.parametrize("status", ["failed", "inconclusive"])
def test_what_did_not_pass_stays_what_it_was(tmp_path: Path, status: Status) -> None:
    baseline.write(tmp_path / "b.json", [_judged(30.0)], None)
    stored = baseline.read(tmp_path / "b.json")
    assert stored is not None
    assert stored.compared(_judged(900.0, status)).why == "as it was"


def test_what_could_not_be_judged_is_not_stored(tmp_path: Path) -> None:
    baseline.write(tmp_path / "b.json", [_judged(30.0, "inconclusive")], None)
    stored = baseline.read(tmp_path / "b.json")
    assert stored is not None
    assert not stored.longest_ms


def test_an_update_keeps_what_was_not_measured_this_time(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    baseline.write(path, [_judged(30.0)], None)
    other = Judged("test_b.py::test_y", "", "passed", "", 25.0, 0.0)
    baseline.write(path, [other], baseline.read(path))
    stored = baseline.read(path)
    assert stored is not None
    assert stored.longest_ms == {"test_a.py::test_x GET /": 30.0, "test_b.py::test_y": 25.0}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 1, "machine": {}, "longest_ms": {}}', "NaN", "-1"]
)
def test_a_file_that_holds_something_else_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.json"
    baseline.write(path, [_judged(30.0)])
    no_number = text in ("NaN", "-1")
    path.write_text(path.read_text().replace("30.0", text) if no_number else text)
    with pytest.raises(UserError, match=r"--freeloop-baseline .*b\.json cannot be read"):
        baseline.read(path)


def test_no_file_is_no_baseline_yet(tmp_path: Path) -> None:
    assert baseline.read(tmp_path / "none.json") is None
