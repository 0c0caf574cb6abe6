"""The marker, in suites of tests that each say what must become of them: run once a way, asked case by case."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from noise import skip_if_noisy

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

SUITES = Path(__file__).parent / "suites"
WAYS: dict[str, tuple[str, ...]] = {
    "strict": ("-o", "asyncio_mode=strict", "-p", "no:randomly"),
    "auto, in a random order, in two workers": ("-o", "asyncio_mode=auto", "-n", "2"),
}
EXPECT = re.compile(r" *# expect: (?P<outcome>\w+) ?(?P<sentence>.*)")
TEST = re.compile(r" *(async )?def (?P<name>test_\w+)")


@dataclass(frozen=True)
class Case:
    """One test of a suite."""

    suite: str
    name: str
    outcome: str
    sentence: str


def cases(suite: str) -> Iterator[Case]:
    expected: re.Match[str] | None = None
    for line in (SUITES / f"suite_{suite}.py").read_text(encoding="utf-8").splitlines():
        expected = EXPECT.match(line) or expected
        test = TEST.match(line)
        if test is not None and expected is not None:
            yield Case(suite, test["name"], expected["outcome"], expected["sentence"])
            expected = None


@cache
def output(way: str, suite: str) -> str:
    """What pytest printed when it ran the suite so."""
    with tempfile.TemporaryDirectory(prefix="freeloop-suite-") as name:
        folder = Path(name)
        shutil.copytree(SUITES, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "pytest.ini").write_text(
            f"[pytest]\npython_files = suite_{suite}.py\npythonpath = .\n"
            "asyncio_default_fixture_loop_scope = function\n"
        )
        command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *WAYS[way]]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", tuple(cases("marker")), ids=lambda case: case.name)
def test_a_marked_test_becomes_what_it_should(case: Case, way: str) -> None:
    said = output(way, case.suite)
    found = re.search(
        rf"(?:::{case.name}\S* (?P<after>[A-Z]+))|(?:(?P<before>[A-Z]+) \S*::{case.name}\b)", said
    )
    assert found is not None, said
    outcome = (found["after"] or found["before"]).lower()
    if outcome == "inconclusive":
        skip_if_noisy("".join(re.findall(rf"^inconclusive: .*::{case.name}\b.*$", said, re.MULTILINE)))
    assert outcome == case.outcome, said
    if case.sentence:
        section = re.split(rf"\n_+ \S*{case.name}(?:\[.*\])? _+\n", said)[1].partition("\n____")[0]
        assert any(fnmatch(line, case.sentence) for line in section.splitlines()), section
