"""Calls back at a moment of the monotonic clock, finer than an event loop's own timers.

asyncio rounds a timer up to a millisecond (the resolution of epoll), uvloop's clock counts in milliseconds: a
send meant for a moment would leave 0.7 ms late in the median, and its latency would say so. A Linux timerfd is a
descriptor that becomes readable at the moment itself; where there is none, the loop's timer has to do.
"""

from __future__ import annotations

import asyncio
import ctypes
import math
import os
import sys
import time
from typing import TYPE_CHECKING, Protocol

from freeloop.load.engine.schedule import NS_PER_S

if TYPE_CHECKING:
    from collections.abc import Callable

_NS_PER_MS = 1_000_000
_CLOCK_MONOTONIC = 1  # <linux/time.h>
_TFD_TIMER_ABSTIME = 1  # <sys/timerfd.h>
_EXPIRATIONS_BYTES = 8


class Alarm(Protocol):
    """One moment at a time; setting it again replaces the last."""

    def set(self, moment_ns: int) -> None:
        """Call back at the moment, or at once if it has passed."""

    def close(self) -> None:
        """Never call back again."""


def alarm(callback: Callable[[], None]) -> Alarm:
    """Return the finest alarm that the platform has, on the running loop."""
    if sys.platform == "linux":
        try:
            return _TimerDescriptor(callback)
        except (OSError, AttributeError):
            # No descriptor left, or a C library without timerfd.
            pass
    return LoopTimer(callback)


class _TimerDescriptor:
    """A timerfd watched by the loop."""

    def __init__(self, callback: Callable[[], None]) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        self._set_time = library.timerfd_settime
        self._descriptor = int(library.timerfd_create(_CLOCK_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC))
        if self._descriptor < 0:
            raise OSError(ctypes.get_errno(), "timerfd_create")
        self._callback = callback
        # struct itimerspec: no interval, then the moment's seconds and nanoseconds.
        self._moment = (ctypes.c_long * 4)()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._descriptor, self._ring)

    def set(self, moment_ns: int) -> None:
        # A moment of 0 would disarm the timer.
        self._moment[2], self._moment[3] = divmod(max(1, moment_ns), NS_PER_S)
        self._set_time(self._descriptor, _TFD_TIMER_ABSTIME, ctypes.byref(self._moment), None)

    def _ring(self) -> None:
        try:
            os.read(self._descriptor, _EXPIRATIONS_BYTES)
        except BlockingIOError:
            # Set anew between becoming readable and being read.
            return
        self._callback()

    def close(self) -> None:
        if self._descriptor >= 0:
            self._loop.remove_reader(self._descriptor)
            os.close(self._descriptor)
            self._descriptor = -1


class LoopTimer:
    """The event loop's own timer: late by up to a millisecond, never early by more than its rounding."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback = callback
        self._loop = asyncio.get_running_loop()
        self._handle: asyncio.TimerHandle | None = None

    def set(self, moment_ns: int) -> None:
        """Call back at the moment, rounded up: rounded down, the rest of it would be a busy loop."""
        self.close()
        remaining_ms = math.ceil((moment_ns - time.monotonic_ns()) / _NS_PER_MS)
        self._handle = self._loop.call_later(max(0, remaining_ms) / 1000, self._callback)

    def close(self) -> None:
        """Never call back again."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
