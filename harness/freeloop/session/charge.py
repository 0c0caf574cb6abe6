"""Of a gap's wall time, what the application answers for and what the host took.

The loop thread's wall time splits into on a CPU, in the run queue (wanting one), and off (wanting something
else). Time in the run queue is owed to whoever used the CPUs meanwhile: to the application's own threads and
processes (saturation), or to others (host). Where the loop waited for the GIL, the same holds for the thread
that held it: a holder that was kept from running is not slow. What a hypervisor stole, and time in which the
process was stopped, is the host's too. Of time throttled by a quota, the application answers for the part of the
quota that it used itself.

The machine's CPU time comes in clock ticks of 10 ms, so the division is an estimate over the ticks around the
gap; the split of the wall time itself is exact.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from freeloop.session.culprit import is_idle, is_starting_a_thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from freeloop.session.recording import Gap, Tick

SWITCH_INTERVAL_NS = 5_000_000
"""A thread that waits for the GIL wakes this often to ask for it: sys.getswitchinterval's default."""

QUOTA_PERIOD_NS = 100_000_000
"""A quota that is used up early leaves nothing for the rest of its period: the kernel's default length."""

CROWD = 1.25
"""CPUs that other threads kept busy at a time: with the GIL no more than one, and what is spent on handing it over.
Twelve threads in zlib on two cores: 1.8; twenty-four in Python code: 0.9 to 1.0."""


@dataclass(frozen=True, slots=True)
class Charge:
    """A gap's wall time, taken apart. All in ns.

    `cpu_ns`, `saturation_ns`, `off_ns` and `host_ns` add up to it; `kernel_ns` and `gc_ns` are parts of these.
    """

    wall_ns: int
    cpu_ns: int
    kernel_ns: int
    gc_ns: int
    saturation_ns: int
    off_ns: int
    host_ns: int
    wants_gil: bool

    @property
    def charged_ns(self) -> int:
        """What the application answers for."""
        return max(0, self.wall_ns - self.host_ns)


def charge(gap: Gap, interval_ns: int, ticks: Sequence[Tick]) -> Charge:
    """Take a gap apart. `ticks` are those of the whole recording, in order of time."""
    # The loop came late by `late_ns`, and was already held for part of the interval before: half, on average.
    wall_ns = gap.late_ns + interval_ns // 2
    cpu_ns = min(gap.cpu_ns, wall_ns)
    runq_ns = min(gap.runq_ns or 0, wall_ns - cpu_ns)
    off_ns = wall_ns - cpu_ns - runq_ns
    around = _around(gap, ticks)
    host_share = _share_taken(gap, wall_ns - cpu_ns, around, ticks)
    host_runq_ns = round(runq_ns * host_share)
    wants_gil = _wants_gil(gap, off_ns)
    crowded_ns = off_ns if wants_gil and _others_crowd(gap, wall_ns) else 0
    host_off_ns = max(
        round(max(_holder_waited_ns(gap, off_ns), crowded_ns) * host_share) if wants_gil else 0,
        # A child of vfork runs in its parent's stead until it is another program: it waits for a CPU as the loop would.
        round(off_ns * host_share) if _waited_in(gap) == "spawn" else 0,
        _stopped_ns(gap, off_ns),
        min(off_ns, _stolen_ns(gap, around)) if _was_runnable(gap) else 0,
    )
    return Charge(
        wall_ns=wall_ns,
        cpu_ns=cpu_ns,
        kernel_ns=min(gap.kernel_ns or 0, cpu_ns),
        gc_ns=min(gap.gc_ns, wall_ns),
        saturation_ns=runq_ns - host_runq_ns + max(0, crowded_ns - host_off_ns),
        off_ns=off_ns - max(crowded_ns, host_off_ns),
        host_ns=host_runq_ns + host_off_ns,
        wants_gil=wants_gil,
    )


def _around(gap: Gap, ticks: Sequence[Tick]) -> list[Tick]:
    """The ticks whose period overlaps the gap."""
    return list(
        takewhile(lambda tick: tick.time_ns - tick.period_ns < gap.end_ns, _after(gap.start_ns, ticks))
    )


def _after(time_ns: int, ticks: Sequence[Tick]) -> Iterator[Tick]:
    """The ticks that end after a moment: found at once, as there are many in a long recording, and many gaps."""
    first = bisect_right(ticks, time_ns, key=lambda tick: tick.time_ns)
    return (ticks[at] for at in range(first, len(ticks)))


def _share_taken(gap: Gap, kept_ns: int, around: Sequence[Tick], ticks: Sequence[Tick]) -> float:
    """Of the `kept_ns` in which the loop did not run, the part that is owed to others: 0 to 1."""
    throttled = min(1.0, sum(tick.throttled_ns for tick in around) / kept_ns) if kept_ns else 0.0
    competing_share = _host_share(gap, around)
    if not throttled:
        return competing_share
    return throttled * _quota_used_by_others(gap, ticks) + (1 - throttled) * competing_share


def _quota_used_by_others(gap: Gap, ticks: Sequence[Tick]) -> float:
    """Of a quota that was used up, the part that others in the application's control group had: 0 to 1."""
    period = list(
        takewhile(lambda tick: tick.time_ns <= gap.end_ns, _after(gap.start_ns - QUOTA_PERIOD_NS, ticks))
    )
    allowed_ns = sum(tick.period_ns * tick.quota_cpus for tick in period if tick.quota_cpus is not None)
    used_ns = sum(tick.app_cpu_ns for tick in period)
    return 1 - min(1.0, used_ns / allowed_ns) if allowed_ns else 0.0


def _host_share(gap: Gap, around: Sequence[Tick]) -> float:
    """Of the CPU time that kept the loop waiting, the part that was not the application's: 0 to 1."""
    others_ns = sum(max(0, tick.busy_ns - tick.app_cpu_ns) for tick in around)
    if gap.app_cpu_ns is not None:
        period_ns = sum(tick.period_ns for tick in around)
        app_ns = gap.app_cpu_ns * period_ns / max(1, gap.end_ns - gap.start_ns)
    else:
        app_ns = sum(tick.app_cpu_ns for tick in around)
    total_ns = others_ns + app_ns
    return others_ns / total_ns if total_ns > 0 else 0.0


def _wants_gil(gap: Gap, off_ns: int) -> bool:
    """The loop thread was found waiting for the GIL; where that cannot be told from a lock, it behaved so.

    A thread that wants the GIL wakes every switch interval to ask for it, while other threads run or want to.
    A wait for any other lock sleeps through; each stack asked for wakes it once, which is not counted. A loop
    that stands behind its selector, and yet in a lock, wants the GIL whatever the count; one that starts a
    thread waits until that thread runs, which only the GIL and a CPU can keep it from.
    """
    # A quarter: while no other thread has the GIL for long, starting one takes no time at all.
    if gap.stacks and sum(map(is_starting_a_thread, gap.stacks)) > len(gap.stacks) / 4:
        return True
    waited_for = _waited_in(gap)
    if waited_for in ("gil", ""):
        return waited_for == "gil"
    if waited_for != "futex" or gap.others_cpu_ns is None or not gap.slices or not off_ns:
        return False
    behind_selector = sum(map(is_idle, gap.stacks)) > len(gap.stacks) / 2
    woken = gap.slices - len(gap.stacks)
    asked = behind_selector or woken >= off_ns / SWITCH_INTERVAL_NS / 2
    others_wanted_ns = gap.others_cpu_ns + (gap.others_runq_ns or 0)
    return asked and others_wanted_ns >= off_ns / 2


def _waited_in(gap: Gap) -> str:
    """What the loop thread was found in most often while it was off the CPU; empty when it never was."""
    return _most({call: count for call, count in gap.waits.calls.items() if call not in ("running", "")})


def _holder_waited_ns(gap: Gap, off_ns: int) -> int:
    """How long the thread that held the GIL was itself kept from running: no other of the process ran then."""
    nobody_ran_ns = max(0, off_ns - (gap.others_cpu_ns or 0))
    return min(nobody_ran_ns, gap.others_runq_ns or 0)


def _others_crowd(gap: Gap, wall_ns: int) -> bool:
    """Other threads computed side by side: they need no GIL, and leave its holder no CPU."""
    return (gap.others_cpu_ns or 0) > CROWD * wall_ns


def _stopped_ns(gap: Gap, off_ns: int) -> int:
    looks = sum(gap.waits.states.values())
    stopped = gap.waits.states.get("T", 0) + gap.waits.states.get("t", 0)
    return round(off_ns * stopped / looks) if looks else 0


def _was_runnable(gap: Gap) -> bool:
    return _most(gap.waits.states) == "R"


def _stolen_ns(gap: Gap, around: Sequence[Tick]) -> int:
    period_ns = sum(tick.period_ns for tick in around)
    stolen_ns = sum(tick.steal_ns for tick in around)
    return round(stolen_ns * (gap.end_ns - gap.start_ns) / period_ns) if period_ns else 0


def _most(counts: dict[str, int]) -> str:
    return max(counts, key=lambda key: counts[key], default="")
