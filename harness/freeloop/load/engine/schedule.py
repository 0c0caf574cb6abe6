"""When each request of an open loop is meant to be sent: a pure function of the clock.

The moments depend on nothing that the server does. A request that leaves late, because the generator was late
or because every connection was busy, is still timed from its moment here, so that a stalled server cannot
hide the requests that would have met the stall ("coordinated omission"; Gil Tene, wrk2).
"""

from __future__ import annotations

from dataclasses import dataclass

NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class OpenSchedule:
    """Moments at a constant rate: the first at `start_ns`, none at or after `end_ns`."""

    start_ns: int
    end_ns: int
    rate_rps: float

    def moment_ns(self, index: int) -> int:
        """Return the moment of request `index`, counted from 0.

        Each is computed from the start, so that rounding does not add up over a long run.
        """
        return self.start_ns + round(index * NS_PER_S / self.rate_rps)

    def count_before(self, now_ns: int) -> int:
        """Return how many moments lie at or before `now_ns`, and before the end."""
        last_ns = min(now_ns, self.end_ns - 1)
        if last_ns < self.start_ns:
            return 0
        count = int((last_ns - self.start_ns) * self.rate_rps / NS_PER_S) + 1
        # The division above may be one off either way; the moments themselves decide.
        while count and self.moment_ns(count - 1) > last_ns:
            count -= 1
        while self.moment_ns(count) <= last_ns:
            count += 1
        return count
