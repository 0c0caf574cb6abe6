"""Each folder of `wordings` is a small program and the report about it, word for word, of rules in preview as well."""

from pathlib import Path

import click
import pytest
from casefiles import HERE, run

from freeloop_lint.report.text import render
from freeloop_lint.rules import RULES
from freeloop_lint.settings import Settings

WORDINGS = sorted((HERE / "wordings").iterdir())


SETTINGS = Settings(min_severity="low", cache=False, select=tuple(rule.code for rule in RULES))


@pytest.mark.parametrize("folder", WORDINGS, ids=lambda path: path.name)
def test_report(folder: Path) -> None:
    assert click.unstyle(render(run(folder, SETTINGS))) + "\n" == (folder / "report.txt").read_text()
