"""Whatever happens, the command ends with one line and an exit code, and leaves files whole."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from freeloop_lint import cli
from freeloop_lint.facts import workers

APP = "import time\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\nasync def a():\n    time.sleep(1)\n"
COMMAND = (sys.executable, "-m", "freeloop_lint", "--no-cache")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(APP)
    return tmp_path / "app.py"


def test_a_read_only_file_is_named(app: Path) -> None:
    app.chmod(0o444)
    other = app.with_name("another.py")
    other.write_text(APP)
    result = CliRunner().invoke(cli.lint, ["--fix"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert (
        "Error: `app.py` is read-only, so nothing was fixed in this round; make it writable" in result.stderr
    )
    assert (app.read_text(), other.read_text()) == (APP, APP)


def test_a_write_that_fails_leaves_the_file_as_it_was(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(self), None, str(target))

    monkeypatch.setattr(Path, "replace", full)
    result = CliRunner().invoke(cli.lint, ["--fix", "--no-cache"])
    assert result.exit_code == 2
    assert "`app.py` cannot be written: No space left on device" in result.stderr
    assert app.read_text() == APP
    assert [path.name for path in app.parent.iterdir()] == ["app.py"]


def test_mode_and_link_are_kept(app: Path) -> None:
    app.chmod(0o750)
    target = app.rename(app.with_name("real.txt"))
    app.symlink_to(target)
    CliRunner().invoke(cli.lint, ["--fix", "--no-cache"])
    assert "async" not in target.read_text()
    assert app.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o750


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.slow
def test_a_full_disk_is_one_line(app: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, app], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.stderr == "freeloop: the output cannot be read or written: No space left on device\n"
    assert done.returncode == 2


@pytest.mark.parametrize("shown", [False, True])
def test_a_bug_is_one_line(*, app: Path, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **_named: object) -> None:
        raise KeyError("of ours")

    monkeypatch.setattr(cli, "check", broken)
    monkeypatch.setenv("FREELOOP_TRACEBACK", "1" if shown else "")
    result = CliRunner().invoke(cli.lint, [str(app)])
    assert result.exit_code == 2
    assert "freeloop: internal error, please report it: KeyError: 'of ours' (" in result.stderr
    assert ("Traceback" in result.stderr) is shown


def test_an_interrupt_is_one_line(app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "check", interrupted)
    result = CliRunner().invoke(cli.lint, [str(app)])
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "freeloop: interrupted\n")


def test_processes_leave_interrupts_to_the_one_that_started_them() -> None:
    pool = workers.start()
    assert pool is not None
    with pool:
        assert pool.submit(os.getpid).result() != os.getpid()
        assert pool.submit(signal.getsignal, signal.SIGINT).result() is signal.SIG_IGN
