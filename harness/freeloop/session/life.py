"""Proof of life: did the observer see the stall that the run injected, for what it was?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.agent.proof_of_life import HELD_CPU_S, hold_the_loop
from freeloop.session.cause import classify
from freeloop.session.charge import charge

if TYPE_CHECKING:
    from freeloop.session.recording import Gap, LoopSeen, Recording
    from freeloop.session.stall import Window

_FUNCTION = hold_the_loop.__name__


def missing_proofs(recording: Recording, window: Window) -> list[str]:
    """For each server loop that was not seen to hold itself in `window`, a sentence that says so."""
    return [
        f"proof of life: a stall of {HELD_CPU_S * 1e3:.0f} ms was injected into process {loop.pid} and not detected"
        for loop in recording.loops
        if loop.role == "server"
        and loop.first_beat_ns <= window.end_ns  # not a worker that replaced another: it was never asked
        and not any(_is_proof(gap, loop, recording, window) for gap in recording.gaps)
    ]


def _is_proof(gap: Gap, loop: LoopSeen, recording: Recording, window: Window) -> bool:
    if (gap.pid, gap.thread_id) != (loop.pid, loop.thread_id):
        return False
    if gap.end_ns < window.start_ns or gap.start_ns > window.end_ns:
        return False
    # Half: the thread's CPU clock was read just after it began.
    if gap.cpu_ns < HELD_CPU_S * 1e9 / 2:
        return False
    # A quota that is used up, or threads of the application's own, can keep it waiting for longer than it computes.
    if classify(gap, charge(gap, loop.interval_ns, recording.ticks)) not in ("cpu", "saturation"):
        return False
    return any(frame.function == _FUNCTION for stack in gap.stacks for frame in stack.frames)
