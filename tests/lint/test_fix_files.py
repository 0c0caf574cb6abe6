"""Files that somebody else writes while they are fixed stay as he wrote them."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from casefiles import run
from click.testing import CliRunner

from freeloop_lint.cli import lint
from freeloop_lint.fix import run as fixing
from freeloop_lint.fix.run import fix
from freeloop_lint.fix.write import Changed, write_all

if TYPE_CHECKING:
    from freeloop_lint.findings import Outcome

APP = """import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
async def a():
    time.sleep(1)
"""
SAVED = APP.replace("@app", "@app.get('/b')\nasync def b():\n    return 1\n\n\n@app")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "other.py").write_text(APP)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("saved", [SAVED, None])
def test_saved_or_gone_after_it_was_looked_at(project: Path, saved: str | None) -> None:
    path = project / "app.py"
    runs: list[Outcome] = []

    def look() -> "Outcome":
        runs.append(run(project))
        if len(runs) == 1:
            path.unlink() if saved is None else path.write_text(saved)
        return runs[-1]

    fixed = fix(look, project, unsafe=True, write=True)
    assert (path.read_text() if path.exists() else None) == saved
    assert list(fixed.after) == ["other.py"]
    assert [(item.path, item.problem) for item in fixed.refused] == [
        ("app.py", "it changed while it was read: run again")
    ]
    assert [finding.line for finding in fixed.outcome.findings] == [14] * (saved is not None)


def test_saved_before_it_is_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of it is counted, and the run is not clean."""

    def write_late(contents: "dict[str, Changed]", folder: Path) -> list[str]:
        if "app.py" in contents:
            (folder / "app.py").write_text(SAVED)
        return write_all(contents, folder)

    monkeypatch.setattr(fixing, "write_all", write_late)
    result = CliRunner().invoke(lint, ["--fix", "--isolated", "--no-cache"])
    assert (project / "app.py").read_text() == SAVED
    assert "async" not in (project / "other.py").read_text()
    assert sorted(path.name for path in project.iterdir()) == ["app.py", "other.py"]
    assert result.exit_code == 1
    assert result.stderr == (
        "app.py:1:1: not fixed: it changed while it was read: run again\nchanged 1 file; 1 not fixed\n"
    )
