"""The CPU quota of the control group that a process runs in, and for how long it was throttled by it.

Formats: Documentation/admin-guide/cgroup-v2.rst (cpu.max, cpu.stat) and Documentation/scheduler/sched-bwc.rst
(version 1: cpu.cfs_quota_us, cpu.cfs_period_us) of the Linux kernel.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from freeloop.observe.procfs import read

_MOUNTED_AT = "/sys/fs/cgroup"


class Quota(NamedTuple):
    """CPUs that the group may use on average, and how long it was throttled so far, in ns, all CPUs added up."""

    cpus: float
    throttled_ns: int


def quota_of(pid: int) -> Quota | None:
    """The quota that the process runs under: that of its own group or the nearest above it; None without one."""
    return quota_among(read(f"/proc/{pid}/cgroup"), _MOUNTED_AT)


def quota_among(groups: str, mounted_at: str) -> Quota | None:
    """The same, of a process whose groups these are: the text of its /proc/PID/cgroup."""
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        # Version 2 is mounted at the top, or beside version 1.
        for mount in (controllers,) if controllers else ("", "unified"):
            quota = _nearest(os.path.join(mounted_at, mount), path)  # noqa: PTH118 - hot
            if quota is not None:
                return quota
    return None


def _nearest(mount: str, path: str) -> Quota | None:
    parts = [part for part in path.split("/") if part]
    for depth in range(len(parts), -1, -1):
        folder = "/".join((mount, *parts[:depth]))
        cpus = _cpus(folder)
        if cpus is not None:
            return Quota(cpus, _throttled_ns(folder))
    return None


def _cpus(folder: str) -> float | None:
    limit, _, period = read(f"{folder}/cpu.max").partition(" ")
    if not limit:
        limit, period = read(f"{folder}/cpu.cfs_quota_us"), read(f"{folder}/cpu.cfs_period_us")
    if limit.strip() in ("", "max", "-1") or not period.strip():
        return None
    return int(limit) / int(period)


def _throttled_ns(folder: str) -> int:
    figures = dict(line.split() for line in read(f"{folder}/cpu.stat").splitlines())
    if "throttled_usec" in figures:
        return int(figures["throttled_usec"]) * 1000
    return int(figures.get("throttled_time", 0))
