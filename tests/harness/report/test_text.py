"""The report on a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from results import AUDIT, STALLING
from rich.console import Console

from freeloop.report.text import show
from freeloop.session.verdict import Verdict


@pytest.mark.parametrize(("held_share", "shown"), [(0.24, 0), (0.59, 1)])
def test_a_budget_that_was_kept_hides_nobody_who_holds_the_loop_often(held_share: float, shown: int) -> None:
    passed = replace(
        STALLING,
        verdict=Verdict("passed", "longest stall 43 ms, 100 ms allowed"),
        figures=replace(STALLING.figures, held_share=held_share),
    )
    console = Console(width=200, record=True)
    show(replace(AUDIT, endpoints=(passed,)), console)
    text = console.export_text()
    assert text.count("help: ") == shown
    assert ("/srv/model.py:30 in rank" in text) == bool(shown)
    assert "more in the record" not in text
