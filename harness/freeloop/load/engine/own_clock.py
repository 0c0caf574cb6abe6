"""How late the generator's own loop is: a timer that should run every 20 ms and notes when it did."""

from __future__ import annotations

import time
from array import array
from typing import TYPE_CHECKING

from freeloop.load.engine.alarm import alarm

if TYPE_CHECKING:
    from freeloop.load.engine.alarm import Alarm

PERIOD_NS = 20_000_000


class OwnClock:
    """Notes its own lateness at each beat between `start_ns` and `end_ns`, for as long as it is not stopped.

    Beats that a stall of the loop swallowed are noted as well, each with the time it waited: one long stall
    must not look like one late beat.
    """

    def __init__(self, start_ns: int, end_ns: int) -> None:
        self._due_ns = start_ns
        self._end_ns = end_ns
        self._alarm: Alarm | None = None
        self.lateness_ns = array("q")

    def start(self) -> None:
        """Arm the first beat."""
        self._alarm = alarm(self._beat)
        self._alarm.set(self._due_ns)

    def _beat(self) -> None:
        self.note(time.monotonic_ns())
        if self._alarm is not None and self._due_ns < self._end_ns:
            self._alarm.set(self._due_ns)

    def close(self) -> None:
        """Stop beating."""
        if self._alarm is not None:
            self._alarm.close()

    def note(self, now_ns: int) -> None:
        """Note every beat that was due at `now_ns`."""
        # A timer may run up to a millisecond early, by the rounding of the loop's clock: that beat is on
        # time.
        if now_ns < self._due_ns:
            self.lateness_ns.append(0)
            self._due_ns += PERIOD_NS
        while self._due_ns <= now_ns and self._due_ns < self._end_ns:
            self.lateness_ns.append(now_ns - self._due_ns)
            self._due_ns += PERIOD_NS
