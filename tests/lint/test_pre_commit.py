"""The hook, with the real pre-commit, on a small repository that installs it from this checkout."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HELPER = "import time\n\n\ndef slow():\n    time.sleep(1)\n"
APP = """from fastapi import FastAPI
from helper import slow

app = FastAPI()


@app.get("/a")
async def a():
    slow()
"""


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words],  # noqa: S607 - the user's own git
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def _pre_commit(folder: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pre_commit", *words]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PRE_COMMIT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the hook is installed from a git checkout")
@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_hook_reports_on_changed_files_and_reads_the_program(tmp_path: Path) -> None:
    """Only app.py is changed; the sink is in helper.py, which is not. The hook's environment stays small."""
    pytest.importorskip("pre_commit")
    work, home = tmp_path / "work", tmp_path / "home"
    work.mkdir()
    _git(work, "init", "-q")
    (work / "helper.py").write_text(HELPER)
    config = (
        f"repos:\n- repo: {ROOT}\n  rev: {_git(ROOT, 'rev-parse', 'HEAD')}\n  hooks:\n  - id: freeloop-lint\n"
    )
    (work / ".pre-commit-config.yaml").write_text(config)
    _git(work, "add", ".")
    _git(work, "commit", "-qm", "one")
    (work / "app.py").write_text(APP)
    _git(work, "add", "app.py")

    red = _pre_commit(work, home, "run")
    assert red.returncode == 1, red.stdout + red.stderr
    assert "app.py:9:5: FL201 `slow` reaches `time.sleep`" in red.stdout
    assert "helper.py:5 in `slow`" in red.stdout

    (work / "app.py").write_text(APP.replace("async def", "def"))
    _git(work, "add", "app.py")
    green = _pre_commit(work, home, "run")
    assert green.returncode == 0, green.stdout + green.stderr

    python = next(home.glob("repo*/py_env-*/bin/python"))
    listed = subprocess.run(
        [python, "-m", "pip", "list"], capture_output=True, text=True, check=True
    ).stdout.lower()
    assert "freeloop" in listed
    assert "numpy" not in listed
    assert "fastapi" not in listed
