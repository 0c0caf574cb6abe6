"""What the launcher says about memory, from what was measured."""

import os
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
