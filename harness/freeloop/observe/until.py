"""What an observer that goes on has seen up to now."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from freeloop.session.recording import End

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop.observe.client import ObserverProcess
    from freeloop.session.recording import Recording

TICK_TIMEOUT_S = 5.0
"""The observer writes a tick every 50 ms. Arbitrary: on a machine that keeps it away so long, nothing can be judged."""


def recorded_until(
    observer: ObserverProcess, end_ns: int, read: Callable[[], Recording] | None = None
) -> Recording:
    """What a running observer has seen up to a moment that has passed.

    Its `end` is None, as that of an observer that died, when it has not got so far in `TICK_TIMEOUT_S`. `read` gives
    what there is to read, if that is not all of it.
    """
    read = read or observer.recording
    deadline_s = time.monotonic() + TICK_TIMEOUT_S
    while observer.is_alive() and time.monotonic() < deadline_s:
        recording = read()
        # The observer reads all beats before it writes a tick.
        if recording.ticks and recording.ticks[-1].time_ns >= end_ns:
            return replace(recording, end=End(beats={}))
        time.sleep(0.01)
    return replace(read(), end=None)
