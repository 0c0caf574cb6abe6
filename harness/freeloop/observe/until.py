"""What an observer has seen up to now."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop.observe.client import ObserverProcess
    from freeloop.session.recording import Recording

ACCOUNT_TIMEOUT_S = 5.0
"""It gives one within 50 ms. Arbitrary: on a machine that keeps it away so long, nothing can be judged."""


def recorded_until(
    observer: ObserverProcess, end_ns: int, read: Callable[[], Recording] | None = None
) -> Recording:
    """What a running observer has seen up to a moment that has passed, the gaps that are still open among it.

    There is no account when it died, or has not got so far in `ACCOUNT_TIMEOUT_S`. `read` gives what there is to
    read, if that is not all of it.
    """
    read = read or observer.recording
    observer.ask_for_account()
    deadline_s = time.monotonic() + ACCOUNT_TIMEOUT_S
    while observer.is_alive() and time.monotonic() < deadline_s:
        recording = read()
        account = recording.account
        if account is not None and account.time_ns >= end_ns:
            return replace(recording, gaps=(*recording.gaps, *account.unfinished))
        time.sleep(0.01)
    return replace(read(), account=None)
