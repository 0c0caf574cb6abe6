"""The heartbeat: a timer on the loop under test that writes one record per beat.

A beat costs about 3 µs of the loop thread. It takes no lock and makes no call that can wait: the schedstat
file is a read of kernel memory. If the application closes that file under us, beats go on without it.
"""

from __future__ import annotations

import contextvars
import gc
import os
import threading
import time
from typing import TYPE_CHECKING

from freeloop.agent import proof_of_life
from freeloop.agent.kept_file import KeptFile
from freeloop.agent.ring import (
    COUNT_AT,
    HEADER_BYTES,
    PROOF_AT,
    SLOT,
    SLOT_BYTES,
    STOPPED_AT,
    RingWriter,
    publish,
)

if TYPE_CHECKING:
    import asyncio

INTERVAL_S = 0.006
"""Whole milliseconds, because epoll and libuv round timers to them. The resolution of every lag figure: fine enough
for stalls of 20 ms, and half the cost of 3 ms, most of which is waking a loop that sleeps (`benchmarks/overhead`)."""

READ_AGAIN_NS = 1_000_000
"""A read of schedstat takes 1 µs. One that took this long waited for the GIL, and what it read is as old as that."""


class Heartbeat:
    """Beats on `loop` until stopped. Make it on the loop's own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ring: RingWriter) -> None:
        self._loop = loop
        self._memory = ring.memory
        self._capacity = ring.capacity
        # A context of its own: call_later would otherwise copy the caller's at each beat.
        self._context = contextvars.Context()
        self._count = 0
        self._proofs = 0
        self._gc_began_ns = 0
        self._gc_thread_id = 0
        self._gc_ns = 0
        self._schedstat = _open_schedstat()
        gc.callbacks.append(self._on_collection)
        self._timer = loop.call_soon(self._beat, context=self._context)

    def stop(self) -> None:
        """Stop beating and let go of what was taken."""
        self._timer.cancel()
        self._memory[STOPPED_AT] = 1
        if self._on_collection in gc.callbacks:
            gc.callbacks.remove(self._on_collection)
        if self._schedstat is not None:
            self._schedstat.close()
            self._schedstat = None

    def open_again(self) -> None:
        """If the application has closed our file, open it again."""
        if self._schedstat is None or not self._schedstat.is_open():
            self._schedstat = _open_schedstat()

    def _beat(self) -> None:
        memory = self._memory
        began_ns = time.monotonic_ns()
        schedstat = self._read_schedstat()
        now_ns = time.monotonic_ns()
        if now_ns - began_ns > READ_AGAIN_NS:
            schedstat = self._read_schedstat()
            now_ns = time.monotonic_ns()
        if self._gc_began_ns:
            self._count_collection_so_far()
        at = HEADER_BYTES + self._count % self._capacity * SLOT_BYTES
        SLOT.pack_into(memory, at, now_ns, time.thread_time_ns(), self._gc_ns, schedstat)
        self._count += 1
        publish(memory, COUNT_AT, self._count)
        if memory[PROOF_AT] != self._proofs:
            self._proofs = memory[PROOF_AT]
            proof_of_life.hold_the_loop()
        self._timer = self._loop.call_later(INTERVAL_S, self._beat, context=self._context)

    def _read_schedstat(self) -> bytes:
        # The read lets go of the GIL, and may wait long to have it back: the time of the beat is taken after it.
        if self._schedstat is None:
            return b""
        try:
            return os.pread(self._schedstat.number, SLOT_BYTES, 0)
        except OSError:
            self._schedstat = None
            return b""

    def _on_collection(self, phase: str, _info: dict[str, int]) -> None:
        # A collection holds the GIL throughout, so it holds the loop whichever thread it runs in. CPU time: between
        # this call and the collection another thread may have the GIL, or another program the CPU.
        if phase == "start":
            self._gc_thread_id = threading.get_native_id()
            self._gc_began_ns = time.thread_time_ns()
        elif self._gc_began_ns:
            # After the call the loop may beat: both figures are read when no more calls come between.
            now_ns = time.thread_time_ns()
            self._gc_ns += now_ns - self._gc_began_ns
            self._gc_began_ns = 0

    def _count_collection_so_far(self) -> None:
        # Of another thread: a loop that waits for the GIL has it before that thread has told us that it is done.
        try:
            now_ns = time.clock_gettime_ns(_cpu_clock_of(self._gc_thread_id))
        except OSError:  # not Linux, or the thread is gone
            return
        self._gc_ns += now_ns - self._gc_began_ns
        self._gc_began_ns = now_ns


def _cpu_clock_of(thread_id: int) -> int:
    """The clock of a thread's CPU time: as the kernel composes it, which refuses a thread that is gone."""
    return (~thread_id << 3) | 6


def _open_schedstat() -> KeptFile | None:
    try:
        return KeptFile(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
    except OSError:  # not Linux, or /proc is closed: the observer then knows lag and CPU time only
        return None
