"""A stall of known length, cause and line: what a run must detect before its verdict means anything."""

from __future__ import annotations

import time

HELD_CPU_S = 0.080
"""CPU time, not wall time: on a machine busy with other things the stall grows, its charge does not.
Four times the default stall threshold; arbitrary beyond that."""


def hold_the_loop() -> None:
    """Keep this thread on the CPU for `HELD_CPU_S`. The observer must name this function, cause `cpu`."""
    until = time.thread_time() + HELD_CPU_S
    while time.thread_time() < until:
        pass
