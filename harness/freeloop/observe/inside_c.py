"""Which thread is inside one call into C: only such a thread's stack may be taken by signal.

A thread that runs Python code lets go of the GIL within a switch interval of being asked to, and goes to sleep
until another has had it: a voluntary switch. One that was on a CPU for longer than that, without such a switch,
while another thread wanted the GIL all along, has not been in Python code: its frames stand still.
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
        stat = procfs.schedstat(self._pid, thread_id)
        switches = procfs.voluntary_switches(self._pid, thread_id)
        if stat is None or switches is None:
            return False
        now = _Ran(stat.cpu_ns, switches)
        since = self._since.setdefault(thread_id, now)
        if since.switches != now.switches:
            self._since[thread_id] = now
            return False
        return now.cpu_ns - since.cpu_ns >= IN_C_NS
