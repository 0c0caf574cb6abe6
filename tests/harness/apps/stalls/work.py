"""Work of a known size, for the stalling applications: CPU time of the thread, so a busy machine changes nothing."""

from __future__ import annotations

import time
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HELD_S = 0.16
"""Eight times the default stall threshold: beyond doubt on a busy machine too (see `session.verdict.DOUBT`)."""


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
