"""The shared memory between the agent, who writes, and the observer, who reads: one file per event loop.

Layout, little endian:

    0    8s   magic
    8    q    layout version
    16   q    number of beats ever written; slot = number modulo capacity. Written after the slot it counts
    24   q    beat interval in ns
    32   q    capacity in slots
    40   q    process id
    48   q    native id of the thread that runs the loop
    56   q    ordinal of the newest request for a proof of life (the observer's side writes it)
    64   q    length of the description
    72   q    0 while the heart beats, 1 once it was stopped on purpose
    128  …    description: JSON (loop class, versions, path of the stack file)
    4096 …    slots of 128 bytes: time, CPU time, garbage collection time (q each), then the text of schedstat

There is one writer and no lock: a reader that falls more than `capacity` beats behind knows it from the count.
The file is allocated in full when it is made, so that a full disk is an error here and not a bus error later.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MAGIC = b"freeloop"
VERSION = 1
HEADER_BYTES = 4096
SLOT_BYTES = 128
CAPACITY = 8192
"""Arbitrary: 49 s of beats at 6 ms. An observer that was kept away for longer says that it lost beats."""

COUNT_AT = 16
PROOF_AT = 56
STOPPED_AT = 72
_DESCRIPTION_AT = 128
_HEADER = struct.Struct("<8sqqqqqqqq")
_COUNTER = struct.Struct("<q")
SLOT = struct.Struct(f"<qqq{SLOT_BYTES - 24}s")
_SCHEDSTAT = re.compile(rb"\d+ (\d+) (\d+)\n\0")


def publish(memory: mmap.mmap, at: int, number: int) -> None:
    """Write one of the header's counters, which the other process may read at any moment: whole, or not yet.

    Not by `struct`: it clears what it packs into before it writes. A count that is 0 for a moment makes
    the reader begin anew, and find every stall so far once more.
    """
    memory[at : at + 8] = number.to_bytes(8, "little")


class Beat(NamedTuple):
    """One heartbeat, as the loop thread wrote it.

    `time_ns` is CLOCK_MONOTONIC, comparable between processes. The others count up from an arbitrary origin:
    `cpu_ns` the thread's time on a CPU, `gc_ns` the process's CPU time in garbage collection, `runq_ns` the
    thread's time waiting for a CPU (None where the kernel does not say), `slices` how often it was given one.
    """

    time_ns: int
    cpu_ns: int
    gc_ns: int
    runq_ns: int | None
    slices: int | None


class RingWriter:
    """The agent's end. Creates the file; the heartbeat writes slots straight into `memory`."""

    def __init__(
        self,
        path: str,
        *,
        interval_ns: int,
        thread_id: int,
        description: Mapping[str, object],
        capacity: int = CAPACITY,
    ) -> None:
        size = HEADER_BYTES + capacity * SLOT_BYTES
        self.path = path
        self.capacity = capacity
        # Written under another name and renamed when whole: a reader never sees half a header.
        unfinished = f"{path}.new"
        fd = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(fd, 0, size)
            else:
                os.ftruncate(fd, size)
            self.memory = mmap.mmap(fd, size)
        finally:
            os.close(fd)
        text = json.dumps(description).encode()
        if len(text) > HEADER_BYTES - _DESCRIPTION_AT:
            raise ValueError(f"the agent's description has {len(text)} bytes, more than its header holds")
        self._header = MAGIC, VERSION, 0, interval_ns, capacity, os.getpid()
        self._description_bytes = len(text)
        _HEADER.pack_into(self.memory, 0, *self._header, thread_id, 0, len(text))
        self.memory[_DESCRIPTION_AT : _DESCRIPTION_AT + len(text)] = text
        os.rename(unfinished, path)

    def begin_again(self, path: str, thread_id: int) -> None:
        """Be the ring of another loop, under another name: making a new one takes half a millisecond.

        The heartbeat that wrote here must have been stopped.
        """
        _HEADER.pack_into(self.memory, 0, *self._header, thread_id, 0, self._description_bytes)
        os.rename(self.path, path)
        self.path = path

    def time_of(self, number: int) -> int:
        """When a beat was, CLOCK_MONOTONIC in ns; only the newest `capacity` beats are there."""
        return _COUNTER.unpack_from(self.memory, HEADER_BYTES + number % self.capacity * SLOT_BYTES)[0]  # type: ignore[no-any-return]


class RingReader:
    """The observer's end: reads new beats, and asks for a proof of life."""

    def __init__(self, path: str) -> None:
        with open(path, "r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)
        magic, version, _, self.interval_ns, self._capacity, self.pid, self.thread_id, _, length = (
            _HEADER.unpack_from(self._memory, 0)
        )
        if magic != MAGIC or version != VERSION:
            raise ValueError(f"{path} is not a ring of layout {VERSION}")
        text = self._memory[_DESCRIPTION_AT : _DESCRIPTION_AT + length]
        self.description: dict[str, object] = json.loads(text)
        self._read = 0

    def new_beats(self) -> tuple[list[Beat], int]:
        """The beats since the last call, oldest first, and how many were overwritten before they were read."""
        count = _COUNTER.unpack_from(self._memory, COUNT_AT)[0]
        # The slot after the newest is being written: it counts as lost one turn early.
        lost = max(0, count - self._read - (self._capacity - 1))
        beats = [self._beat(number) for number in range(self._read + lost, count)]
        self._read = count
        return beats, lost

    def ask_for_proof_of_life(self) -> None:
        """Have the loop hold itself for a known time at a known line, at its next beat."""
        asked = _COUNTER.unpack_from(self._memory, PROOF_AT)[0]
        publish(self._memory, PROOF_AT, asked + 1)

    def stopped(self) -> bool:
        """The agent ended its heartbeat on purpose: silence from here on is not a stall."""
        return self._memory[STOPPED_AT] != 0

    def close(self) -> None:
        """Unmap the file."""
        self._memory.close()

    def _beat(self, number: int) -> Beat:
        at = HEADER_BYTES + (number % self._capacity) * SLOT_BYTES
        time_ns, cpu_ns, gc_ns, schedstat = SLOT.unpack_from(self._memory, at)
        found = _SCHEDSTAT.match(
            schedstat
        )  # of a file that the application closed, another may have the number
        runq_ns, slices = (int(found[1]), int(found[2])) if found else (None, None)
        return Beat(time_ns, cpu_ns, gc_ns, runq_ns, slices)
