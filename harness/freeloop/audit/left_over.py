"""Work that one endpoint left running: the next one is loaded when it is over.

A thread that still computes when its request has long been given up takes the GIL and the CPUs from whatever is
loaded next, which would be judged for it. Over means that the application uses no more CPU time than it did before
anything was loaded. An application that goes on for longer than the load waits has that for its new rest.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from freeloop.observe import procfs

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_S = 0.05
"""Between two looks at the CPU time. Arbitrary: it is what each endpoint of a resting application costs."""

REST_CPUS = 0.1
"""More than an application at rest uses: its heartbeat, its timers. On a machine ten times oversubscribed a thread that
computes still has as much. Arbitrary."""

LONGEST_S = 10.0
"""To wait for one endpoint's work. Arbitrary: a minute's audit has five endpoints."""

STILL_RUNNING = "work that was left by what was loaded before it was still running: audit it alone"


class LeftOver:
    """The CPU time of the server's processes, watched between two loads."""

    def __init__(self, root_pid: int) -> None:
        self._root_pid = root_pid
        self._at_rest_cpus: float | None = None

    def is_over(self, keep_on: Callable[[], None]) -> bool:
        """Wait, for a bounded time, until the application rests. False when it does not.

        `keep_on` is called at each look, and may raise. Where the system tells no CPU time, nothing is waited for.
        """
        deadline_s = time.monotonic() + LONGEST_S
        while True:
            cpus = self._cpus()
            if self._at_rest_cpus is None:
                self._at_rest_cpus = cpus
            if cpus <= self._at_rest_cpus + REST_CPUS:
                self._at_rest_cpus = min(cpus, self._at_rest_cpus)
                return True
            if time.monotonic() > deadline_s:
                self._at_rest_cpus = cpus
                return False
            keep_on()

    def _cpus(self) -> float:
        """How many CPUs the application keeps busy."""
        began_s, before = time.monotonic(), self._cpu_ns()
        time.sleep(LOOK_S)
        after = self._cpu_ns()
        used_ns = sum(after[pid] - before[pid] for pid in after.keys() & before.keys())
        return used_ns / 1e9 / (time.monotonic() - began_s)

    def _cpu_ns(self) -> dict[int, int]:
        return {
            pid: cpu_ns
            for pid in procfs.descendants(self._root_pid)
            if (cpu_ns := procfs.process_cpu_ns(pid)) is not None
        }
