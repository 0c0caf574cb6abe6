"""Which thread held the GIL while the stack thread waited for it.

Of the threads on a CPU meanwhile, some compute without it: a matrix product beside a copy that holds it. Whoever lets
go of a GIL that another thread asks for goes to sleep until that one has it (FORCE_SWITCHING in CPython's ceval_gil):
a voluntary switch. A thread that had none by then did not have the GIL. A thread found waiting for the GIL did not
have it up to then either.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from freeloop.observe import procfs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freeloop.observe.waiting import Waiting


class GilHolder:
    """The threads of one process, looked at while the stack thread wants the GIL."""

    def __init__(self, pid: int, waiting: Waiting) -> None:
        self._pid = pid
        self._waiting = waiting
        self._contenders: list[int] = []
        self._ran: Counter[int] = Counter()
        self._switches: dict[int, int | None] = {}

    def asked(self, thread_ids: Iterable[int]) -> None:
        """The stack thread was asked just now; one of these threads may have the GIL."""
        self._contenders = list(thread_ids)
        self._ran.clear()
        self._switches.clear()

    def look(self) -> None:
        """The stack thread wants the GIL at this moment, and does not have it."""
        found = {thread_id: self._waiting.of(thread_id) for thread_id in self._contenders}
        self._contenders = [
            thread_id for thread_id, waiting in found.items() if waiting in ("running", "gil")
        ]
        for thread_id in self._contenders:
            if found[thread_id] == "gil":
                del self._ran[thread_id]
                continue
            self._ran[thread_id] += 1
            if thread_id not in self._switches:
                self._switches[thread_id] = procfs.voluntary_switches(self._pid, thread_id)

    def found(self) -> tuple[int, int] | None:
        """Who had it for the longest, and at how many looks, now that the stack thread has had it; None: not seen."""
        let_go = [
            thread_id
            for thread_id in self._ran
            if procfs.voluntary_switches(self._pid, thread_id) != self._switches[thread_id]
        ]
        longest = max(let_go, key=lambda thread_id: self._ran[thread_id], default=None)
        return None if longest is None else (longest, self._ran[longest])
