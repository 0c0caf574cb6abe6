"""Why a loop was held: one class per stall, by its evidence, and what to do about each.

The class is that of the largest part of the charged time. Evidence that does not suffice is `unknown`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.session.charge import Charge
    from freeloop.session.recording import Gap, Stack

Cause = Literal["cpu", "io", "sleep", "lock", "gil", "saturation", "gc", "paging", "host", "unknown"]

ADVICE: dict[Cause, str] = {
    "cpu": "use `asyncio.to_thread` (a process, if this holds the GIL), or make its HTTP endpoint a plain `def`",
    "io": "use an async client, or move this call to a thread",
    "sleep": "use `await asyncio.sleep(...)`",
    "lock": "use the asyncio primitive, or wait for this one in a thread",
    "gil": "a thread is not enough here: a process pool, vectorised code, or an extension that releases the GIL",
    "saturation": "fewer workers × threads × BLAS threads than now: together no more than the cores (or CPU limit)",
    "gc": "call gc.freeze() after start-up, raise the thresholds, or make fewer cyclic objects",
    "paging": "read the file or the model's pages once at start-up, and give the service enough memory",
    "host": "nothing: the machine was busy with something else",
    "unknown": "look at the line; the evidence does not say why it took long",
}

MEANING: dict[Cause, str] = {
    "cpu": "the loop's thread computed",
    "io": "the loop's thread waited in a call of the system, such as for a file, a socket or a process",
    "sleep": "the loop's thread slept",
    "lock": "the loop's thread waited for a lock that another thread held",
    "gil": "the loop's thread waited for the GIL, which other threads of the process held",
    "saturation": "the loop's thread waited for a CPU while the application's own threads and processes used them",
    "gc": "a garbage collection ran",
    "paging": "the loop's thread waited until a page of memory was read",
    "host": "other programs, a hypervisor or a stop kept the loop from running: not charged",
    "unknown": "the evidence does not say why",
}
"""What held the loop, in a sentence."""

_OF_WAIT: dict[str, Cause] = {
    "running": "cpu",
    "sleep": "sleep",
    "lock": "lock",
    "futex": "lock",
    "fault": "paging",
    "gil": "gil",
}

WAITS = 0.1
"""With at least this share of the charged time off the CPU, time inside the kernel is part of waiting. A fast disk
answers within what asking it costs: on one, 8 000 page faults and 1 000 calls of fsync were each half CPU time."""

LITTLE_NS = 20_000_000
"""Beside the host's part, less than this is not worth a cause: no stall is so short. More has one, however much
longer the host took."""


def classify(gap: Gap, charge: Charge) -> Cause:
    """The cause of one stall."""
    if charge.charged_ns < charge.host_ns and charge.charged_ns < min(charge.wall_ns / 10, LITTLE_NS):
        return "host"
    kernel_ns = charge.kernel_ns if charge.off_ns > charge.charged_ns * WAITS else 0
    # Another thread's collection, of which the loop knows that it wants the GIL.
    gc_elsewhere_ns = min(charge.gc_ns, charge.off_ns) if charge.wants_gil else 0
    parts: dict[Cause, int] = {
        "gc": charge.gc_ns,
        "cpu": charge.cpu_ns - kernel_ns - (charge.gc_ns - gc_elsewhere_ns),
        "saturation": charge.saturation_ns,
    }
    largest = max(parts, key=lambda cause: parts[cause])
    if parts[largest] >= charge.off_ns - gc_elsewhere_ns + kernel_ns:
        return largest
    return "gil" if charge.wants_gil else _waited_for(gap)


def in_it_for(cause: Cause, stacks: Sequence[Stack]) -> Sequence[Stack]:
    """Of a stall's stacks, those of the loop that were taken while it was held for this cause; all, if none was.

    A loop that sleeps at one line and computes at the next was found at both.
    """
    if cause in ("gil", "saturation", "gc", "host", "unknown"):
        return stacks
    return [stack for stack in stacks if stack.waiting and _cause_of(stack.waiting) == cause] or stacks


def _cause_of(waiting: str) -> Cause:
    """What the loop is held by while it waits so, as `Waits.calls` has it."""
    return _OF_WAIT.get(waiting, "io")


def _waited_for(gap: Gap) -> Cause:
    """What the thread waited for: the commonest answer of the kernel while it did."""
    waits = {call: count for call, count in gap.waits.calls.items() if call not in ("running", "")}
    if not waits:
        return "unknown"
    most = max(waits, key=lambda call: waits[call])
    asleep = {state: count for state, count in gap.waits.states.items() if state != "R"}
    if gap.major_faults and asleep.get("D", 0) > sum(asleep.values()) / 2:
        return "paging"
    return _cause_of(most)
