"""What a terminal is shown while a run lasts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="terminals of this kind are not on this system")
COMMAND = [sys.executable, "-m", "freeloop_lint", "--isolated", "--no-cache"]


def _on_a_terminal(folder: Path, **environment: str) -> tuple[str, str]:
    """Give what a run writes to standard output, and to a terminal as standard error."""
    (folder / "app.py").write_text("async def f(): ...\n")
    mine, its = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in {"CI", "TERM"}}
    done = subprocess.run(
        COMMAND, cwd=folder, stdout=subprocess.PIPE, stderr=its, env={**plain, **environment}, check=False
    )
    os.set_blocking(mine, False)
    try:
        shown = os.read(mine, 1 << 16).decode()
    except OSError:  # nothing is there
        shown = ""
    os.close(mine)
    os.close(its)
    return done.stdout.decode(), shown


def test_stages_in_one_line_that_is_gone_at_the_end(tmp_path: Path) -> None:
    report, shown = _on_a_terminal(tmp_path, COLUMNS="60")
    assert report == "no findings in 1 file\n"
    stages = [line.strip() for line in shown.split("\r") if line.strip()]
    assert stages[1:3] == ["freeloop: reading files: 1 …", "freeloop: following calls in files: 1 …"]
    assert all(len(stage) < 60 for stage in stages)
    assert "\n" not in shown
    assert shown.rpartition("\r")[2] == ""


@pytest.mark.parametrize("environment", [{"CI": "1"}, {"TERM": "dumb"}], ids=str)
def test_none_in_ci(environment: dict[str, str], tmp_path: Path) -> None:
    assert _on_a_terminal(tmp_path, **environment)[1] == ""
