"""Work of a known size, for the stalling applications: CPU time of the thread, so a busy machine changes nothing."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HELD_S = 0.16
"""Eight times the default stall threshold: beyond doubt on a busy machine too (see `session.verdict.DOUBT`)."""


LONG_CALL_S = 0.2
"""How long one call that cannot be repeated holds the loop: four times the limit of the suite. Arbitrary beyond."""


# What the first request that is given to a thread imports, on the loop: a stall of its own.
import_module("anyio._backends._asyncio")


def burn(cpu_s: float) -> None:
    """Stay on the CPU in Python code for so much CPU time."""
    until_s = time.thread_time() + cpu_s
    while time.thread_time() < until_s:
        pass


def during(cpu_s: float) -> Iterator[None]:
    """Yield until this thread has used so much CPU time: repeats a call whose own cost differs by machine."""
    until_s = time.thread_time() + cpu_s
    while time.thread_time() < until_s:
        yield


def times_longer(call: Callable[[], object], cpu_s: float = LONG_CALL_S) -> float:
    """How many times as much one call must do to take so much CPU time on this machine.

    Give it a call that is no small fraction of that: what fits a cache is done faster.
    """
    return cpu_s / min(_cpu_s(call) for _ in range(2))


def _cpu_s(call: Callable[[], object]) -> float:
    start_s = time.thread_time()
    call()
    return time.thread_time() - start_s
