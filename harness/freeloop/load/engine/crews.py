"""The two ways to load a server: users that wait for their answers, and a rate that waits for nothing."""

from __future__ import annotations

import time
from array import array
from collections import deque
from typing import TYPE_CHECKING

from freeloop.load.engine.alarm import alarm
from freeloop.load.engine.schedule import NS_PER_S, OpenSchedule
from freeloop.load.engine.user import Target, VirtualUser

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.load.engine.alarm import Alarm
    from freeloop.load.engine.prepared import Prepared
    from freeloop.load.engine.tally import Tally

_MIN_GAP_NS = 250_000
"""Moments closer than this are sent together. Arbitrary: a wake-up costs about 10 µs, and lateness stays small."""


class ClosedLoop:
    """`size` users; each sends its next request when its last was answered, until `end_ns`."""

    def __init__(
        self, requests: Sequence[Prepared], size: int, end_ns: int, target: Target, tally: Tally
    ) -> None:
        self._requests = requests
        self._end_ns = end_ns
        self._fired = 0
        self._tally = tally
        self.users = [VirtualUser(target, tally, self) for _ in range(size)]

    def start(self) -> None:
        """Let every user send its first request, even if this process was kept waiting for the whole window."""
        for user in self.users:
            self._send_next(user, time.monotonic_ns())

    def free(self, user: VirtualUser, now_ns: int) -> None:
        """Give the user the next request."""
        if now_ns < self._end_ns:
            self._send_next(user, now_ns)

    def _send_next(self, user: VirtualUser, now_ns: int) -> None:
        request = self._requests[self._fired % len(self._requests)]
        self._fired += 1
        user.fire(request, now_ns, now_ns)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is unanswered."""
        return not any(user.is_busy for user in self.users)

    def finish(self, now_ns: int) -> None:
        """Count what is unanswered and close all connections."""
        for user in self.users:
            user.give_up(now_ns, self._end_ns)
        self._end_ns = min(self._end_ns, now_ns)


class OpenLoop:
    """Requests at the moments of a schedule over at most `size` connections.

    A request that finds none free waits, first come first served, and is timed from its moment all the same.
    Connections are used in turn, so that a server with several workers is loaded as evenly as the kernel
    spread them.
    """

    def __init__(
        self, requests: Sequence[Prepared], size: int, schedule: OpenSchedule, target: Target, tally: Tally
    ) -> None:
        self._requests = requests
        self._schedule = schedule
        self._tally = tally
        self._due = 0
        self._fired = 0
        self._is_finished = False
        self._alarm: Alarm | None = None
        self.users = [VirtualUser(target, tally, self) for _ in range(size)]
        self._idle = deque(self.users)
        self.lateness = array("q")
        """Of each send that found a free connection, with its moment: `lateness_ns`, in order."""
        self.lateness_due = array("q")

    def start(self) -> None:
        """Send what is due and arm the alarm for the next moment."""
        self._alarm = alarm(self._tick)
        self._tick()

    def _tick(self) -> None:
        if self._alarm is None:
            return
        now_ns = time.monotonic_ns()
        self._due = self._schedule.count_before(now_ns)
        while self._fired < self._due and self._idle:
            due_ns = self._send_next(self._idle.popleft(), now_ns)
            self.lateness.append(now_ns - due_ns)
            self.lateness_due.append(due_ns)
        next_ns = self._schedule.moment_ns(self._due)
        if next_ns < self._schedule.end_ns:
            self._alarm.set(max(next_ns, now_ns + _MIN_GAP_NS))

    def _send_next(self, user: VirtualUser, now_ns: int) -> int:
        due_ns = self._schedule.moment_ns(self._fired)
        request = self._requests[self._fired % len(self._requests)]
        self._fired += 1
        user.fire(request, due_ns, now_ns)
        return due_ns

    def free(self, user: VirtualUser, now_ns: int) -> None:
        """Give the user the request that has waited longest, if any has."""
        if self._is_finished:
            return
        if self._fired < self._due:
            self._send_next(user, now_ns)
        else:
            self._idle.append(user)

    @property
    def is_idle(self) -> bool:
        """Whether every request whose moment has come is answered."""
        return self._fired == self._due and not any(user.is_busy for user in self.users)

    def finish(self, now_ns: int) -> None:
        """Count what is unanswered, sent or not, and close all connections."""
        self._is_finished = True
        if self._alarm is not None:
            self._alarm.close()
        self._due = self._schedule.count_before(now_ns)
        for index in range(self._fired, self._due):
            self._tally.unanswered(self._schedule.moment_ns(index), now_ns)
        self._fired = self._due
        for user in self.users:
            user.give_up(now_ns, self._schedule.end_ns)

    def offered_rps(self, start_ns: int) -> float:
        """Return the rate of the moments from `start_ns` to the schedule's end."""
        end_ns = self._schedule.end_ns
        count = self._schedule.count_before(end_ns) - self._schedule.count_before(start_ns - 1)
        return count * NS_PER_S / (end_ns - start_ns)
