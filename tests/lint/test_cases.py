"""Every case folder is a small program whose files say what is to be found in them."""

import shutil
from pathlib import Path

import pytest
from casefiles import CASES, RULE_CASES, Expected, expectations, found, run

from freeloop_lint.fix.run import fix
from freeloop_lint.rules import RULES


def compare(folder: Path) -> tuple[list[Expected], list[Expected]]:
    expected = expectations(folder)
    return found(run(folder), expected), expected


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_case(folder: Path) -> None:
    got, expected = compare(folder)
    assert got == expected


@pytest.mark.parametrize("folder", RULE_CASES, ids=lambda path: path.name)
def test_bad_is_found(folder: Path) -> None:
    got, expected = compare(folder / "bad")
    assert expected, "a bad case expects something"
    assert got == expected
    assert folder.name.partition("_")[0] in {item.code for item in expected}


@pytest.mark.parametrize("folder", RULE_CASES, ids=lambda path: path.name)
def test_good_is_silent(folder: Path) -> None:
    got = [item for item in found(run(folder / "good"), []) if item.code == folder.name.partition("_")[0]]
    assert got == []


@pytest.mark.parametrize(
    "folder", [f for f in RULE_CASES if (f / "fixed").is_dir()], ids=lambda path: path.name
)
def test_fixed(folder: Path, tmp_path: Path) -> None:
    """Fixing `bad` gives `fixed` byte for byte, leaves nothing to find, and doing it again changes nothing."""
    work = tmp_path / "work"
    shutil.copytree(folder / "bad", work)
    first = fix(lambda: run(work), work, unsafe=False, write=True)
    for path in sorted(work.rglob("*.py")):
        wanted = folder / "fixed" / path.relative_to(work)
        assert path.read_text() == wanted.read_text()
        compile(path.read_bytes(), str(path), "exec")
    assert first.outcome.findings == ()
    again = fix(lambda: run(work), work, unsafe=False, write=True)
    assert again.after == {}


NOT_FIXED = [rule.code for rule in RULES if rule.fix == "none"]


@pytest.mark.parametrize("code", NOT_FIXED)
def test_what_is_not_fixed_is_offered_no_fix(code: str) -> None:
    (folder,) = (path for path in RULE_CASES if path.name.startswith(code))
    findings = [finding for finding in run(folder / "bad").findings if finding.code == code]
    assert {finding.fix for finding in findings} == {None}


@pytest.mark.parametrize("folder", RULE_CASES, ids=lambda path: path.name)
def test_all_sync_twin_is_silent(folder: Path, tmp_path: Path) -> None:
    """With every endpoint a plain `def`, nothing runs on the loop; what each request loads is still loaded."""
    work = tmp_path / "work"
    shutil.copytree(folder / "bad", work)
    for path in work.rglob("*.py"):
        text = path.read_text().replace("async def", "def").replace("await ", "")
        path.write_text(text)
    assert [finding for finding in run(work).findings if finding.context != "pool"] == []


@pytest.mark.parametrize("folder", RULE_CASES, ids=lambda path: path.name)
def test_suppressed_is_silent(folder: Path, tmp_path: Path) -> None:
    work = tmp_path / folder.name / "work"
    shutil.copytree(folder / "bad", work)
    for path in work.rglob("*.py"):
        lines = [
            line.partition("#")[0] + "# freeloop: ignore[" + folder.name[:5] + "]"
            if "# expect:" in line
            else line
            for line in path.read_text().split("\n")
        ]
        path.write_text("\n".join(lines))
    outcome = run(work)
    assert [f for f in outcome.findings if f.code == folder.name[:5]] == []
    assert outcome.unused_suppressions == ()


def test_each_rule_has_its_folder() -> None:
    assert {f"{rule.code}_{rule.name.replace('-', '_')}" for rule in RULES} == {
        path.name for path in RULE_CASES
    }
    for folder in RULE_CASES:
        assert (folder / "bad").is_dir()
        assert (folder / "good").is_dir()


@pytest.mark.parametrize("folder", [*CASES, *RULE_CASES], ids=lambda path: path.name)
def test_case_files_compile(folder: Path) -> None:
    for path in folder.rglob("*.py"):
        compile(path.read_bytes(), str(path), "exec")
