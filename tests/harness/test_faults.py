"""What goes wrong during a run: a clear error or an inconclusive verdict; no process, no file left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from freeloop.observe import procfs

if TYPE_CHECKING:
    from collections.abc import Iterator

APPS = Path(__file__).parent / "apps"
DEADLINE_S = 60

pytestmark = pytest.mark.slow


class Run:
    """`freeloop audit` of a harmless application, in a process of its own."""

    def __init__(self) -> None:
        command = "audit failing:factory --factory --duration 3s --warmup 0.2s --format json"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "freeloop", *command.split()],
            cwd=APPS,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.seen: set[int] = set()

    def pid_of(self, module: str) -> int:
        """The pid of the child that runs a module of freeloop, once there is one."""
        deadline_s = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline_s:
            for pid in procfs.descendants(self.process.pid):
                self.seen.add(pid)
                if f"freeloop.{module}" in _command_line(pid) and pid != self.process.pid:
                    return pid
            time.sleep(0.01)
        raise AssertionError(f"freeloop.{module} never ran")

    def end(self) -> tuple[str, str]:
        """Wait for it; what it printed."""
        self.seen.update(procfs.descendants(self.process.pid))
        out, err = self.process.communicate(timeout=DEADLINE_S)
        return out, err


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


@pytest.fixture
def run() -> Iterator[Run]:
    run = Run()
    yield run
    if run.process.poll() is None:
        run.process.kill()
        run.process.communicate()
    left = [pid for pid in run.seen if "freeloop" in _command_line(pid)]
    assert left == []
    assert not list(Path("/dev/shm").glob(f"freeloop-{run.process.pid}-*"))


def test_a_server_that_is_killed(run: Run) -> None:
    run.pid_of("load.generator")
    os.kill(run.pid_of("serve.launch"), signal.SIGKILL)
    _, err = run.end()
    assert run.process.returncode == 2
    assert "died during the run (signal SIGKILL)" in err


@pytest.mark.parametrize(
    ("module", "why"),
    [
        ("observe.observer", "the observer ended before the run did"),
        ("load.generator", "the load generator died"),
    ],
)
def test_an_instrument_that_is_killed_makes_the_run_inconclusive(run: Run, module: str, why: str) -> None:
    run.pid_of("load.generator")
    os.kill(run.pid_of(module), signal.SIGKILL)
    out, err = run.end()
    assert run.process.returncode == 3, err
    assert why in json.loads(out)["endpoints"][0]["why"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("phase", ["serve.launch", "observe.observer", "load.generator"])
def test_an_interrupt_ends_everything(run: Run, phase: str, number: int) -> None:
    run.pid_of(phase)
    run.process.send_signal(number)
    _, err = run.end()
    assert run.process.returncode == 130
    assert err.splitlines() == ["freeloop: interrupted; everything that was started has been ended"]


def test_a_run_that_is_killed_takes_its_processes_along(run: Run) -> None:
    run.pid_of("load.generator")
    children = [pid for pid in procfs.descendants(run.process.pid) if pid != run.process.pid]
    run.process.kill()
    run.process.communicate()
    deadline_s = time.monotonic() + DEADLINE_S
    while any(_command_line(pid) for pid in children):
        assert time.monotonic() < deadline_s, [_command_line(pid) for pid in children]
        time.sleep(0.02)
