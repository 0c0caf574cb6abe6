"""What is passed over, since by its names it reaches nothing that matters, would have said nothing."""

from pathlib import Path

import pytest
from casefiles import CASES, RULE_CASES, run

from freeloop_lint.settings import Settings

LOADS = "FL103"
EVERYTHING = "FL302"
"""A rule that has every endpoint run."""

FOLDERS = [folder for cases in RULE_CASES for folder in sorted(cases.iterdir())] + CASES


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_endpoints_of_the_pool_that_are_passed_over_load_nothing(folder: Path) -> None:
    some, all_ = (
        [finding for finding in run(folder, settings).findings if finding.code == LOADS]
        for settings in (
            Settings(min_severity="low", cache=False, select=(LOADS,)),
            Settings(min_severity="low", cache=False, select=(LOADS, EVERYTHING)),
        )
    )

    assert some == all_
