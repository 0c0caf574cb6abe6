"""The report on a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from results import AUDIT, STALLING
from rich.console import Console

from freeloop.report.headline import made_up_sentences
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


@pytest.mark.parametrize(
    ("parts", "steps"),
    [
        ((), []),
        (("body",), ["body made up from the schema: give a real one with --data"]),
        (
            ("path id", "query q", "header X", "cookie sid"),
            [
                "path id, query q made up from the schema: name the endpoint with real values, as '/items/7?q=x'",
                "header X, cookie sid made up from the schema: give real ones with --header or --hook",
            ],
        ),
    ],
)
def test_what_was_made_up_has_its_next_step(parts: tuple[str, ...], steps: list[str]) -> None:
    assert made_up_sentences(parts) == steps
