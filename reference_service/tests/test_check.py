"""What is wrong is said before anything is served; and what it will take, from what was measured."""

import os
import re
import subprocess
import sys
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import pytest

from reference_service.optional import check

PRIVATE = MAP_PRIVATE | MAP_ANONYMOUS

AREA = """55d0c0000000-7ffc00000000 rw-p 00000000 00:00 0
Rss:              900000 kB
Shared_Dirty:      77000 kB
Private_Clean: {clean} kB
Private_Dirty: {dirty} kB
Referenced:       900000 kB
Anonymous: {anonymous} kB
KSM:                   0 kB
"""

MAPS = (
    AREA.format(clean=0, dirty=49000, anonymous=120000)  # most of it a parent's, from before the fork
    + AREA.format(clean=400000, dirty=1000, anonymous=1000)
    + AREA.format(clean=0, dirty=100000, anonymous=0)  # a file that was written lately
)

LINE = "memory: 4 × 51.2 MB, and 512.0 MB of files that all share"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("SERVICE_WEIGHTS", "", "SERVICE_WEIGHTS: is empty; unset it for the default"),
        ("SERVICE_QUEUE", "-1", "SERVICE_QUEUE: Input should be greater than or equal to 0"),
        ("SERVICE_PORT", "65536", "SERVICE_PORT: Input should be less than or equal to 65535"),
        ("SERVICE_DEADLINE", "1", "SERVICE_DEADLINE: no such setting; there are SERVICE_.*"),
        ("service_port", "1", "service_port: no such setting; there are SERVICE_.*SERVICE_PORT.*"),
        ("SERVICE_WORKERS", "2", "SERVICE_WORKERS: no such setting; there are SERVICE_.*WEB_CONCURRENCY"),
    ],
)
def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str) -> None:
    monkeypatch.setattr(sys, "argv", ["service"])
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=f"^{line}$"):
        check.checked_settings()


def test_an_argument_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["service", "--port", "80"])

    with pytest.raises(SystemExit, match=r"^no arguments: settings are variables"):
        check.checked_settings()


PROGRAM = """
import os, sys
from reference_service.optional import check
from reference_service.settings import Settings

def opened(settings, real=check.open_model):
    {statement}

check.open_model = opened
sys.exit(check.check_model(Settings()))
"""
PLAN = (
    "\\d+ cores: 2 workers × 3 inference threads; loaded in \\d+\\.\\d s\nmemory: 2 × \\d+\\.\\d MB, and .*\n"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "code", "said"),
    [
        ("return real(settings)", 0, PLAN),
        ("os.kill(os.getpid(), 9)", 1, "loading the model was ended by signal 9 \\(Killed\\)\n"),
        ('raise LookupError("no such\\nplace")', 1, "LookupError: no such place\n"),
    ],
    ids=["loaded", "killed", "error"],
)
def test_the_model_is_loaded_in_a_process_of_its_own(statement: str, code: int, said: str) -> None:
    own = {"OPENBLAS_NUM_THREADS": "1", "WEB_CONCURRENCY": "2", "SERVICE_INFERENCE_THREADS": "3"}

    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", PROGRAM.format(statement=statement)],
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == code
    assert re.fullmatch(said, done.stderr)


@pytest.fixture(autouse=True)
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "maps").write_text(MAPS)
    monkeypatch.setattr(check, "MAPS", tmp_path / "maps")
    monkeypatch.setattr(check, "CGROUP", tmp_path)


@pytest.mark.parametrize(
    ("file", "limit", "line"),
    [
        ("memory.max", "max", LINE),
        ("memory.max", "716800000", LINE),
        ("memory.max", "716799999", f"WARNING {LINE}, are 716.8 MB, and there are 716.8 MB: lower IT"),
        ("memory.limit_in_bytes", "9223372036854771712", LINE),
        (
            "memory/memory.limit_in_bytes",
            "3000000",
            f"WARNING {LINE}, are 716.8 MB, and there are 3.0 MB: lower IT",
        ),
    ],
)
def test_warns_when_the_processes_need_more_than_the_container_may_use(
    tmp_path: Path, file: str, limit: str, line: str
) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(limit)

    assert check.forecast(4, "IT") == line


def test_without_a_container_the_machine_is_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sysconf", {"SC_PHYS_PAGES": 1000, "SC_PAGE_SIZE": 4096}.__getitem__)

    assert check.forecast(4, "IT").endswith("and there are 4.1 MB: lower IT")


def test_where_the_system_does_not_tell_nothing_is_made_up(tmp_path: Path) -> None:
    (tmp_path / "maps").unlink()

    assert check.forecast(4, "IT") == "how much memory it takes is not known on this system"


@pytest.mark.parametrize("synced", [True, False])
def test_what_is_mapped_from_a_file_is_not_a_process_s_own(
    monkeypatch: pytest.MonkeyPatch, *, synced: bool
) -> None:
    monkeypatch.undo()
    megabyte = b"1" * 1_000_000
    # Not in /tmp, which may be kept in memory; not from `malloc`, which may have some to reuse.
    with NamedTemporaryFile(dir="/var/tmp") as file, mmap(-1, 20 * len(megabyte), PRIVATE) as own:
        for _ in range(40):
            file.write(megabyte)
        file.flush()
        if synced:
            os.fsync(file.fileno())
        before = check.used_bytes()
        shared = np.memmap(file.name, mode="r")
        assert shared.max() == ord("1")
        for _ in range(20):
            own.write(megabyte)
        own_bytes, shared_bytes = np.subtract(check.used_bytes(), before)

    assert own_bytes == pytest.approx(20e6, rel=0.2)
    assert shared_bytes == pytest.approx(40e6, rel=0.2)
