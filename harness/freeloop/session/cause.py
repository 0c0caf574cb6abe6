"""Why a loop was held: one class per stall, by its evidence, and what to do about each.

The class is that of the largest part of the charged time. Evidence that does not suffice is `unknown`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from freeloop.session.charge import Charge
    from freeloop.session.recording import Gap

Cause = Literal["cpu", "io", "sleep", "lock", "gil", "saturation", "gc", "paging", "host", "unknown"]

ADVICE: dict[Cause, str] = {
    "cpu": "make the endpoint a plain `def`, or move this call to a thread (a process, if it holds the GIL)",
    "io": "use an async client, or move this call to a thread",
    "sleep": "use `await asyncio.sleep(...)`, or make the endpoint a plain `def`",
    "lock": "use the asyncio primitive, or wait for this one in a thread",
    "gil": "a thread is not enough here: a process pool, vectorised code, or an extension that releases the GIL",
    "saturation": "fewer workers × threads × BLAS threads than now: together no more than the cores",
    "gc": "call gc.freeze() after start-up, raise the thresholds, or make fewer cyclic objects",
    "paging": "read the file or the model's pages once at start-up, and give the service enough memory",
    "host": "nothing: the machine was busy with something else",
    "unknown": "look at the line; the evidence does not say why it took long",
}

_OF_OFF_CPU: dict[str, Cause] = {"sleep": "sleep", "futex": "lock", "fault": "paging"}


def classify(gap: Gap, charge: Charge) -> Cause:
    """The cause of one stall."""
    if charge.charged_ns < charge.host_ns and charge.charged_ns < charge.wall_ns / 10:
        return "host"
    if charge.gc_ns > charge.charged_ns / 2:
        return "gc"
    parts: dict[Cause, int] = {"cpu": charge.cpu_ns, "saturation": charge.saturation_ns}
    largest = max(parts, key=lambda cause: parts[cause])
    if parts[largest] >= charge.off_ns:
        return largest
    return "gil" if charge.wants_gil else _off_cpu(gap)


def _off_cpu(gap: Gap) -> Cause:
    """What the thread waited for: the commonest answer of the kernel while it did."""
    waits = {call: count for call, count in gap.waits.calls.items() if call not in ("running", "")}
    if not waits:
        return "unknown"
    most = max(waits, key=lambda call: waits[call])
    if gap.major_faults and gap.waits.states.get("D", 0) > sum(gap.waits.states.values()) / 2:
        return "paging"
    return _OF_OFF_CPU.get(most, "io")
