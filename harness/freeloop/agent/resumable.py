"""A heartbeat that follows one thread from event loop to event loop, as tests make them: one ring for all.

Between two loops it is silent on purpose. The last beat before and the first after stand in the ring at the moments
at which the one loop ended and the next began, so that the silence is no part of either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.agent.heartbeat import Heartbeat
from freeloop.agent.ring import STOPPED_AT

if TYPE_CHECKING:
    import asyncio

    from freeloop.agent.ring import RingWriter


class ResumableHeartbeat(Heartbeat):
    """Beats while a loop runs on its thread. All calls come from that thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ring: RingWriter) -> None:
        super().__init__(loop, ring)
        self._ring = ring

    @property
    def count(self) -> int:
        """How many beats there were."""
        return self._count

    def resume(self, loop: asyncio.AbstractEventLoop) -> int:
        """Beat now, and on `loop` from now on. Returns the time of the beat, CLOCK_MONOTONIC in ns."""
        self._timer.cancel()
        self._loop = loop
        self._beat()
        # After the beat: before it, the observer would take the silence for a stall.
        self._memory[STOPPED_AT] = 0
        return self._ring.time_of(self._count - 1)

    def pause(self) -> int:
        """Beat now, and then no more. Returns the time of the beat, CLOCK_MONOTONIC in ns."""
        self._timer.cancel()
        self._beat()
        self._timer.cancel()
        self._memory[STOPPED_AT] = 1
        return self._ring.time_of(self._count - 1)
