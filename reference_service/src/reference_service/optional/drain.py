"""From SIGTERM to the end of accepting: served, but not ready, for as long as a load balancer needs to see it."""

import asyncio
import signal
from types import FrameType

from reference_service.deps import Resources


def drain_first(resources: Resources, drain_s: float) -> None:
    """Have the server hear of SIGTERM so many seconds late, and meanwhile be served, but not ready.

    At once it would stop to accept connections, while a load balancer that has not asked `/ready` still sends them.
    """
    loop, stop = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)
    if not (drain_s and callable(stop)):
        return

    def drain(number: int, frame: FrameType | None) -> None:
        resources.draining = True
        loop.call_soon_threadsafe(loop.call_later, drain_s, stop, number, frame)

    signal.signal(signal.SIGTERM, drain)
