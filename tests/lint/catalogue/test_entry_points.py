"""Packages ship catalogue entries of their own, found by entry point and read without importing anything."""

import sys
from pathlib import Path

import pytest

from freeloop_lint.catalogue.lookup import Catalogue
from freeloop_lint.check import check, find_targets
from freeloop_lint.errors import LintError
from freeloop_lint.settings import Settings

ENTRIES = """
[library]
import = ["acme"]
source = "https://acme.example/"

[functions."acme"]
"fetch" = { kind = "io", topic = "network", ms = 30, at = "one call", gil = "releases" }
"""
APP = """import acme
from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
async def a():
    return acme.fetch()
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks as if `acme` were installed in it; importing the package fails."""
    site = tmp_path / "site"
    (site / "acme").mkdir(parents=True)
    (site / "acme" / "__init__.py").write_text("raise RuntimeError('imported')\n")
    (site / "acme" / "freeloop.toml").write_text(ENTRIES)
    info = site / "acme-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[freeloop.catalogue]\nacme = acme:freeloop.toml\n")
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    return site


def test_entries_of_a_package_count(installed: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / "app.py").write_text(APP)
    (target,) = find_targets(["."], project)
    (finding,) = check(target, Settings(cache=False), project).findings
    assert (finding.code, finding.line, finding.severity) == ("FL207", 9, "high")
    del installed


@pytest.mark.parametrize(
    ("point", "text", "sentence"),
    [
        ("acme = acme", ENTRIES, "`acme` names no file; write `package:file.toml`"),
        ("acme = acme:missing.toml", ENTRIES, "`acme:missing.toml` names no file"),
        ("acme = acme:freeloop.toml", "[functions", "freeloop.toml:"),
        ("acme = acme:freeloop.toml", "[function]\n", "unknown key `function`; did you mean `functions`?"),
    ],
)
def test_a_wrong_package_is_named(installed: Path, point: str, text: str, sentence: str) -> None:
    (installed / "acme-1.0.dist-info" / "entry_points.txt").write_text(f"[freeloop.catalogue]\n{point}\n")
    (installed / "acme" / "freeloop.toml").write_text(text)
    with pytest.raises(LintError) as problem:
        Catalogue()
    assert "entry point `acme` of freeloop.catalogue" in str(problem.value)
    assert sentence in str(problem.value)
