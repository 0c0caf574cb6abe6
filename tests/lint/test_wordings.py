"""Each folder of `wordings` is a small program and the report about it, word for word."""

from pathlib import Path

import click
import pytest
from casefiles import HERE, run

from freeloop_lint.report.text import render

WORDINGS = sorted((HERE / "wordings").iterdir())


@pytest.mark.parametrize("folder", WORDINGS, ids=lambda path: path.name)
def test_report(folder: Path) -> None:
    assert click.unstyle(render(run(folder))) + "\n" == (folder / "report.txt").read_text()
