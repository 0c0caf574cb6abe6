"""What a name of a module means is kept while nothing that it comes from is written; no answer follows from that."""

import pytest
from casefiles import HERE, RULE_CASES, run

from freeloop_lint.interpret.machine import Machine

PROGRAMS = [
    *sorted(path for path in (HERE / "cases").iterdir() if path.is_dir()),
    *(path / "bad" for path in RULE_CASES),
]


def run_modules_and_keep_nothing(machine: Machine) -> None:
    for path in machine.project.files:
        machine.module(path)


@pytest.mark.slow
def test_what_is_kept_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {folder: run(folder) for folder in PROGRAMS}
    assert sum(len(outcome.findings) for outcome in kept.values()) > len(PROGRAMS)
    monkeypatch.setattr(Machine, "run_modules", run_modules_and_keep_nothing)
    for folder, outcome in kept.items():
        assert run(folder) == outcome, folder
