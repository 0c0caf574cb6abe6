"""Any content of a file is read, or said not to be: never a crash, never a silent skip."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from contents import CONTENTS, Content

from freeloop_lint.check import check, find_targets, merge
from freeloop_lint.findings import Outcome
from freeloop_lint.report import text
from freeloop_lint.settings import Settings

WAYS = {"parsed for its facts": b"\n# fastapi\n", "only checked": b""}
"""A file that names a framework is parsed for its facts, another is only checked. Both must say the same."""
RUNS = ("cold", "warm")


def run(folder: Path) -> Outcome:
    return merge(check(target, Settings(), folder) for target in find_targets(["."], folder))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Outcome]:
    """All contents as the files of one project, linted four times: each way, without and with the cache."""
    found: dict[tuple[str, str], Outcome] = {}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(12_000)
    for way, tail in WAYS.items():
        folder = tmp_path_factory.mktemp("project")
        for content in CONTENTS:
            data = content.data + (tail if content.problem else b"")
            (folder / f"{content.name}.py").write_bytes(data)
        for name in RUNS:
            found[way, name] = run(folder)
    sys.setrecursionlimit(limit)
    return found


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.name)
def test_content(content: Content, way: str, name: str, outcomes: Mapping[tuple[str, str], Outcome]) -> None:
    """A file is read or has one diagnostic; its finding is found."""
    outcome, path = outcomes[way, name], f"{content.name}.py"
    problems = [item.problem for item in outcome.diagnostics if item.path == path]
    findings = [item.code for item in outcome.findings if item.path == path]
    if content.problem:
        (problem,) = problems
        assert re.search(content.problem, problem)
        assert findings == []
    else:
        assert problems == []
        assert findings == ["FL201"] * content.found


@pytest.mark.parametrize("way", WAYS)
def test_each_is_counted(way: str, outcomes: Mapping[tuple[str, str], Outcome]) -> None:
    unread = sum(bool(content.problem) for content in CONTENTS)
    last = text.render(outcomes[way, "cold"]).splitlines()[-1]
    assert f" in {len(CONTENTS)} files; " in last
    assert last.endswith(f"; {unread} files not checked")
    assert outcomes[way, "cold"].findings == outcomes[way, "warm"].findings
    assert outcomes[way, "cold"].diagnostics == outcomes[way, "warm"].diagnostics
