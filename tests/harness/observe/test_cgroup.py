"""The CPU quota that a process runs under, from both versions of control groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from freeloop.observe.cgroup import Quota, quota_among

if TYPE_CHECKING:
    from pathlib import Path

CASES: dict[str, tuple[str, dict[str, str], Quota | None]] = {
    "its own, version 2": (
        "0::/service",
        {"service/cpu.max": "150000 100000", "service/cpu.stat": "nr_throttled 3\nthrottled_usec 7\n"},
        Quota(1.5, 7_000),
    ),
    "of the group above": (
        "0::/pod/service",
        {
            "pod/service/cpu.max": "max 100000",
            "pod/cpu.max": "50000 100000",
            "pod/cpu.stat": "throttled_usec 2",
        },
        Quota(0.5, 2_000),
    ),
    "of a container, which sees its group as the root": (
        "0::/",
        {"cpu.max": "200000 100000", "cpu.stat": ""},
        Quota(2.0, 0),
    ),
    "version 1, beside an empty version 2": (
        "4:memory:/\n1:cpu,cpuacct:/service\n0::/",
        {
            "cpu,cpuacct/service/cpu.cfs_quota_us": "20000",
            "cpu,cpuacct/service/cpu.cfs_period_us": "100000",
            "cpu,cpuacct/service/cpu.stat": "nr_throttled 3\nthrottled_time 5\n",
        },
        Quota(0.2, 5),
    ),
    "version 1 without a limit": (
        "1:cpu:/",
        {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"},
        None,
    ),
    "nothing known": ("", {}, None),
}


@pytest.mark.parametrize(("groups", "files", "expected"), CASES.values(), ids=CASES.keys())
def test_quota(groups: str, files: dict[str, str], expected: Quota | None, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert quota_among(groups, str(tmp_path)) == expected
