"""What goes wrong during a run: a clear error or an inconclusive verdict; no process, no file left behind."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from freeloop.observe import procfs

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

APPS = Path(__file__).parent / "apps"
DEADLINE_S = 60

pytestmark = pytest.mark.slow


UNSHARE = shutil.which("unshare") or ""
HARMLESS = "failing:factory --factory"
CHILDREN = 3
"""In the server's session, in one of its own, and a daemon."""
INTERRUPTED = "freeloop: interrupted; everything that was started has been ended"


class Run:
    """`freeloop audit` in a process of its own."""

    def __init__(self, application: str) -> None:
        command = f"audit --duration 3s --warmup 0.2s --format json {application}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "freeloop", *command.split()],
            cwd=APPS,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.seen: set[int] = set()

    def children(self) -> set[int]:
        """The processes below it, and those that have left it but still have its server's environment."""
        session = f"\0FREELOOP_SESSION=/dev/shm/freeloop-{self.process.pid}-"
        left = {
            int(process.name)
            for process in Path("/proc").glob("[0-9]*")
            if session in procfs.read(f"{process}/environ")
        }
        return {*procfs.descendants(self.process.pid), *left} - {self.process.pid}

    def pid_of(self, module: str) -> int:
        """The pid of the child that runs a module of freeloop, once there is one."""
        return self.pids_of(f"freeloop.{module}", 1)[0]

    def pids_of(self, words: str, number: int) -> list[int]:
        """The pids of the children with these words in their command line, once there are so many."""
        deadline_s = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline_s:
            self.seen.update(self.children())
            found = [pid for pid in self.children() if words in _command_line(pid)]
            if len(found) >= number:
                return found
            time.sleep(0.01)
        raise AssertionError(f"{words} never ran {number} times")

    def end(self) -> tuple[str, str]:
        """Wait for it; what it printed."""
        self.seen.update(self.children())
        out, err = self.process.communicate(timeout=DEADLINE_S)
        return out, err


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _wait_for_the_end_of(pids: Iterable[int]) -> None:
    """A process that was sent its end, by us or by the kernel, may take a moment for it on a busy machine."""
    deadline_s = time.monotonic() + DEADLINE_S
    while left := [line for pid in pids if (line := _command_line(pid))]:
        assert time.monotonic() < deadline_s, left
        time.sleep(0.02)


@contextmanager
def running(application: str) -> Generator[Run]:
    """An audit, of which nothing may be left at the end."""
    run = Run(application)
    yield run
    if run.process.poll() is None:
        run.process.kill()
        run.process.communicate()
    _wait_for_the_end_of(run.seen)
    assert not list(Path("/dev/shm").glob(f"freeloop-{run.process.pid}-*"))


@pytest.fixture
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    with running(str(getattr(request, "param", HARMLESS))) as run:
        yield run


def test_a_server_that_is_killed(run: Run) -> None:
    run.pid_of("load.generator")
    os.kill(run.pid_of("serve.launch"), signal.SIGKILL)
    _, err = run.end()
    assert run.process.returncode == 2
    assert "the server died " in err
    assert "(signal SIGKILL)" in err


@pytest.mark.parametrize("run", ["failing:lives_with_children -d 0.1s --warmup 0s"], indirect=True)
def test_a_run_to_its_end_leaves_none_of_the_applications_processes(run: Run) -> None:
    run.pids_of("sleep 773", CHILDREN)
    _, err = run.end()
    assert run.process.returncode in (0, 3), err


@pytest.mark.parametrize("run", ["failing:dies_with_children"], indirect=True)
def test_a_server_that_dies_leaves_none_of_its_children(run: Run) -> None:
    run.pids_of("sleep 773", CHILDREN)
    _, err = run.end()
    assert run.process.returncode == 2
    assert "the server died while GET / was loaded (exit code 7)" in err


DEATHS = {
    "failing:dies_under_load": "the server died while GET /die was loaded (exit code 7)",
    "failing:dies_of_a_signal": "the server died while GET /die was loaded (signal 35)",
    "failing:dies_under_load --server hypercorn": "a worker died while GET /die was loaded",
    "failing:dies_under_load -w 2": "a worker died while GET /die was loaded",
    "failing:dies_under_load -w 2 --server hypercorn": "a worker died while GET /die was loaded",
}


@pytest.mark.parametrize(("application", "how"), DEATHS.items())
def test_an_endpoint_that_ends_the_server_is_named_and_those_before_it_are_judged(
    application: str, how: str, tmp_path: Path
) -> None:
    record = tmp_path / "record.json"
    with running(f"{application} -d 0.2s --warmup 0s --output {record}") as run:
        out, err = run.end()
    assert run.process.returncode == 2
    assert err.startswith(f"freeloop: {application.partition(' ')[0]}: {how}")
    assert "run it alone" in err
    assert json.loads(out) == json.loads(record.read_text())
    before, *rest = json.loads(out)["endpoints"]
    assert before["answered_well"] > 0
    assert how not in before["why"]
    assert [each["path"] for each in rest] == ["/die", "/after"]
    for each in rest:
        assert each["verdict"] == "inconclusive"
        assert each["why"].startswith(how)


@pytest.mark.parametrize(
    ("module", "why"),
    [
        ("observe.observer", "the observer ended before the run did (signal SIGKILL)"),
        ("load.generator", "the load generator died"),
    ],
)
def test_an_instrument_that_is_killed_makes_the_run_inconclusive(run: Run, module: str, why: str) -> None:
    run.pid_of("load.generator")
    os.kill(run.pid_of(module), signal.SIGKILL)
    out, err = run.end()
    assert run.process.returncode == 3, err
    assert why in json.loads(out)["endpoints"][0]["why"]


def _may_mount() -> bool:
    return bool(UNSHARE) and subprocess.call([UNSHARE, "-m", "true"]) == 0


@pytest.mark.skipif(not _may_mount(), reason="mounting is not allowed here")
@pytest.mark.parametrize(
    ("mount", "codes", "said"),
    [
        ("-o size=512k none /dev/shm", {2}, "see that /dev/shm has room"),
        # Where nothing else runs, the beats alone suffice.
        ("none /proc", {0, 3}, "/proc cannot be read"),
    ],
)
def test_a_system_that_gives_no_room_or_no_sight(mount: str, codes: set[int], said: str) -> None:
    audit = f"{sys.executable} -m freeloop audit {HARMLESS} -d 0.5s --warmup 0s"
    done = subprocess.run(
        [UNSHARE, "-m", "/bin/sh", "-c", f"mount -t tmpfs {mount} && exec {audit}"],
        cwd=APPS,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode in codes, done.stderr
    assert done.returncode == 0 or said in done.stdout + done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("phase", ["serve.launch", "observe.observer", "load.generator"])
def test_an_interrupt_ends_everything(run: Run, phase: str, number: int) -> None:
    run.pid_of(phase)
    run.process.send_signal(number)
    _, err = run.end()
    assert run.process.returncode == 130
    assert err.splitlines() == [INTERRUPTED]


@pytest.mark.parametrize(
    ("options", "number"),
    [("", signal.SIGINT), ("-w 2", signal.SIGTERM), ("-w 2 --server hypercorn", signal.SIGINT)],
)
def test_an_interrupt_while_the_server_ends_leaves_none_of_its_children(options: str, number: int) -> None:
    with running(f"failing:ends_slowly -d 0.1s --warmup 0s {options}") as run:
        run.pids_of("sleep 774", 1)
        for _ in range(2):  # people press Ctrl-C twice
            run.process.send_signal(number)
        _, err = run.end()
        assert run.process.returncode == 130
        assert err.splitlines() == [INTERRUPTED]


@pytest.mark.parametrize(
    ("run", "words", "number"),
    [
        (HARMLESS, "freeloop.serve.launch", 1),
        (HARMLESS, "freeloop.load.generator", 1),
        (f"{HARMLESS} --workers 2", "freeloop.load.generator", 1),
        (f"{HARMLESS} --workers 2 --server hypercorn", "freeloop.load.generator", 1),
        # Workers in their start-up are deaf to SIGTERM, and their supervisor waits for them.
        ("failing:hangs_at_startup --workers 2", "multiprocessing.spawn", 2),
        # The application's own processes do not end with the server.
        ("failing:lives_with_children", "sleep 773", CHILDREN),
    ],
    indirect=["run"],
)
def test_a_run_that_is_killed_takes_its_processes_and_files_along(run: Run, words: str, number: int) -> None:
    run.pids_of(words, number)
    children = run.children()
    run.process.kill()
    run.process.communicate()
    _wait_for_the_end_of(children)
