"""What is gathered of one gap while it lasts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from freeloop.observe.procfs import SchedStat
from freeloop.session.recording import Stack


@dataclass(slots=True)
class Evidence:
    """What the loop's thread was found in, and the stacks of it and of others.

    `first_seen` and `last_seen` are the other threads' statistics at the first and the last look.
    """

    since_ns: int
    waits: Counter[str] = field(default_factory=Counter[str])
    waiting: str = ""
    asked_waiting: str = ""
    states: Counter[str] = field(default_factory=Counter[str])
    stacks: list[Stack] = field(default_factory=list[Stack])
    other_stacks: list[Stack] = field(default_factory=list[Stack])
    first_seen: dict[int, SchedStat] = field(default_factory=dict[int, SchedStat])
    last_seen: dict[int, SchedStat] = field(default_factory=dict[int, SchedStat])
    looked_ns: int = 0
    next_stack_ns: int = 0
    asked_ns: int = 0
    locks_since_asked: int = 0

    def asked(self, now_ns: int) -> None:
        """The stack thread was asked: from now on it wants the GIL."""
        self.asked_ns, self.asked_waiting, self.locks_since_asked = now_ns, self.waiting, 0

    def note_holder(self, thread_id: int, looks: int) -> None:
        """This thread had the GIL when its stacks were taken, since the stack thread was asked; seen so many times.

        Each look counts once: they are shared out among the stacks, the rest to the first.
        """
        its_own = [
            at
            for at, stack in enumerate(self.other_stacks)
            if stack.thread_id == thread_id and stack.time_ns >= self.asked_ns
        ]
        for number, at in enumerate(its_own):
            share = looks // len(its_own) + (number < looks % len(its_own))
            self.other_stacks[at] = replace(self.other_stacks[at], gil_looks=share)

    def blame_the_gil(self) -> None:
        """Where nobody gets the GIL, the loop waits for that, in a lock too: who has the lock cannot let go of it.

        Such as the queue of a thread pool, whose worker was taking its next task when another entered a long C call.
        """
        self.waits["lock"] -= self.locks_since_asked
        self.waits["gil"] += self.locks_since_asked
        self.waiting, self.locks_since_asked = "gil", 0

    @property
    def others_runq_ns(self) -> int:
        """How long other threads waited for a CPU, added up."""
        return sum(
            stat.runq_ns - self.first_seen[thread_id].runq_ns
            for thread_id, stat in self.last_seen.items()
            if thread_id in self.first_seen
        )
