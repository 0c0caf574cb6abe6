"""What processes take of the CPU while something else is measured: a figure that a busy machine bends little."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

EVERY_S = 0.25
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class CpuWatch:
    """What was noted, four times a second, of the CPU seconds of processes and all that they started."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._times_s: list[float] = []
        self._spent_s: dict[int, list[float]] = {pid: [] for pid in pids}

    def spent_s(self, pid: int, begin_s: float, end_s: float) -> float:
        """Give what a process and its children spent between two moments of the monotonic clock."""
        begin, end = np.interp([begin_s, end_s], self._times_s, self._spent_s[pid])
        return float(end - begin)

    def note(self) -> None:
        """Look at all of them once."""
        self._times_s.append(time.monotonic())
        for pid, spent_s in self._spent_s.items():
            spent_s.append(tree_s(pid))


@contextmanager
def watched(*pids: int) -> Generator[CpuWatch]:
    """Watch processes from a thread of their own."""
    watch, over = CpuWatch(pids), threading.Event()

    def watch_on() -> None:
        while not over.wait(EVERY_S):
            watch.note()

    thread = threading.Thread(target=watch_on)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()


def tree_s(pid: int) -> float:
    """Sum the CPU seconds of a process and its living descendants; 0 for one that has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        children = [
            child
            for task in Path(f"/proc/{pid}/task").glob("*/children")
            for child in task.read_text(encoding="utf-8").split()
        ]
    except OSError:
        return 0.0
    own_s = (int(fields[11]) + int(fields[12])) / TICKS_PER_S
    return own_s + sum(tree_s(int(child)) for child in children)
