"""Which thread is inside one call into C: only such a thread's stack may be taken by signal.

A thread that runs Python code lets go of the GIL within a switch interval of being asked to, and goes to sleep
until another has had it: a voluntary switch. One that was on a CPU for longer than that, without such a switch,
while another thread wanted the GIL all along, has not been in Python code: its frames stand still.

A page that must be read from a disk is such a switch as well, and a major fault: 12 000 of these came with 11 985 to
12 000 switches in one call, with 12 442 and more where the GIL was let go of in between (2026-11-27, CPython 3.11). So
only switches beyond the faults count. That of a fault which is not over yet cannot be told from another: one is
allowed, and twice the CPU time asked, in which Python code would have more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from freeloop.observe import procfs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freeloop.observe.waiting import Waiting

IN_C_NS = 8_000_000
"""CPU time without a switch that no Python code has: the switch interval, 5 ms by default, and half of it again."""


class _Ran(NamedTuple):
    cpu_ns: int
    switches: int
    faults: int


class InsideC:
    """Threads of one process, watched while the stack thread wants the GIL in vain."""

    def __init__(self, pid: int, stack_thread_id: int, waiting: Waiting) -> None:
        self._pid = pid
        self._stack_thread_id = stack_thread_id
        self._waiting = waiting
        self._since: dict[int, _Ran] = {}

    def reset(self) -> None:
        """The stack thread had the GIL, or wants nothing."""
        self._since.clear()

    def among(self, thread_ids: Iterable[int]) -> list[int]:
        """Those of the threads that are inside C now, as far as is known from looking since `reset`."""
        if self._waiting.of(self._stack_thread_id) != "gil":
            self.reset()
            return []
        return [thread_id for thread_id in thread_ids if self._is_inside(thread_id)]

    def _is_inside(self, thread_id: int) -> bool:
        ran = procfs.schedstat(self._pid, thread_id)
        stat = procfs.thread_stat(self._pid, thread_id)
        switches = procfs.voluntary_switches(self._pid, thread_id)
        if ran is None or stat is None or switches is None:
            return False
        now = _Ran(ran.cpu_ns, switches, stat.major_faults)
        since = self._since.setdefault(thread_id, now)
        faults = now.faults - since.faults
        others = now.switches - since.switches - faults
        if others > (1 if faults else 0):
            self._since[thread_id] = now
            return False
        if others < 0:  # a fault without a switch, or one that had begun before
            self._since[thread_id] = since._replace(switches=since.switches + others)
        return now.cpu_ns - since.cpu_ns >= IN_C_NS * (2 if faults else 1)
