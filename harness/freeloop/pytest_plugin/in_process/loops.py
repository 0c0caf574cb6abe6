"""Every event loop that runs in this process, with a heartbeat on it while it does.

Loops are met where all of them begin: in `run_forever`, of asyncio's base class and of uvloop's, which
`run_until_complete` calls too. That needs no event loop policy (deprecated since Python 3.14), and sees the loop of
pytest-asyncio, of anyio's plugin, of `asyncio.run`, and that of the thread in which Starlette's TestClient runs its
application. A loop of any other making is not seen.

A thread of tests keeps one heartbeat for all its loops; a thread that comes and goes has one for each loop.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import os
import threading
import time
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from freeloop.agent.heartbeat import INTERVAL_S
from freeloop.agent.install import description_of
from freeloop.agent.resumable import ResumableHeartbeat
from freeloop.agent.ring import CAPACITY, RingWriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

THREAD_CAPACITY = 512
"""Slots of the ring of a thread that comes and goes: a second and a half of beats, since a test may make a hundred
loops, and each costs what its ring does. Longer runs are judged from what the observer saw."""

BEAT_TIMEOUT_S = 5.0
"""A loop that is held for longer beyond the end of its test is in doubt. Arbitrary."""

INTERVAL_NS = int(INTERVAL_S * 1e9)
NOT_KNOWN_NS = 1 << 62
"""Later than any beat."""


@dataclass(slots=True)
class Run:
    """One run of one loop, from its first beat to its last; `ended_ns` is None while it runs."""

    thread_id: int
    began_ns: int
    ended_ns: int | None = None


@functools.cache
def _classes() -> tuple[Any, ...]:
    """What every loop is made of. uvloop's is imported for it: a test may import it only when it runs."""
    try:
        uvloop: Any = import_module("uvloop")
    except ImportError:
        return (asyncio.BaseEventLoop,)
    return asyncio.BaseEventLoop, uvloop.Loop


class _Followed:
    """A thread, its heartbeat, and what this process itself reads of its ring."""

    def __init__(self, loop: asyncio.AbstractEventLoop, ring: RingWriter) -> None:
        self.thread_id = threading.get_native_id()
        self.ring = ring
        self.heartbeat = ResumableHeartbeat(loop, ring)
        self.newest_ns = 0
        self.worst_ns = 0
        self._read = 0

    def late_ns(self, pauses: frozenset[int]) -> int:
        """By how much the latest beat since the last call was late; `NOT_KNOWN_NS` when beats were lost.

        `pauses` are the times of beats that ended a silence.
        """
        count = self.heartbeat.count
        first, self._read = max(0, self._read - 1), count
        if count - first > self.ring.capacity - 1:
            return NOT_KNOWN_NS
        self.newest_ns = self.ring.time_of(count - 1)
        times = [self.ring.time_of(number) for number in range(first, count)]
        pairs = itertools.pairwise(times)
        return max((two - one for one, two in pairs if two not in pauses), default=0) - INTERVAL_NS


class Loops:
    """The loops of this process; `session` is the directory that the observer watches."""

    def __init__(self, session: Path) -> None:
        self.trouble = ""
        self._session = session
        self._pid = os.getpid()
        self._names = itertools.count()
        self._lock = threading.Lock()
        self._main: _Followed | None = None
        self._runs: list[tuple[Run, _Followed]] = []
        self._parked: dict[int, tuple[asyncio.AbstractEventLoop, _Followed]] = {}
        self._free: list[RingWriter] = []
        self._done: list[RingWriter] = []
        self._late_ns = 0
        self._quiet_ns = 0
        self._originals: list[tuple[Any, Callable[[Any], None]]] = []

    def follow(self) -> None:
        """Meet every loop that begins to run from now on."""
        for each in _classes():
            if not any(met is each for met, _ in self._originals):
                self._originals.append((each, each.run_forever))
                each.run_forever = self._met(each.run_forever)

    def leave(self) -> None:
        """Meet no loop any more, and let go of those that run."""
        for each, original in self._originals:
            each.run_forever = original
        self._originals.clear()
        for _, followed in self._parked.values():
            followed.heartbeat.stop()
        if self._main is not None:
            self._main.heartbeat.stop()

    def begin_window(self, quiet_ns: int) -> None:
        """Forget what is over. A loop that was never late by `quiet_ns` is of no interest to the observer."""
        with self._lock:
            self._quiet_ns, self._late_ns = quiet_ns, 0
            self._let_go_of_closed()
            self._free += self._done
            self._done.clear()
            self._runs = [(run, followed) for run, followed in self._runs if run.ended_ns is None]
            for _, followed in self._runs:
                followed.late_ns(frozenset())

    def runs(self) -> list[Run]:
        """The runs that touch the window."""
        with self._lock:
            return [run for run, _ in self._runs]

    def late_ns(self) -> int:
        """By how much a loop was late at most in the window; `NOT_KNOWN_NS` when that cannot be said.

        A loop that goes on running is given `BEAT_TIMEOUT_S` to beat, if it is held just now.
        """
        deadline_s = time.monotonic() + BEAT_TIMEOUT_S
        for run, followed in self._live():
            while True:
                late_ns = followed.late_ns(frozenset({run.began_ns}))
                open_ns = (
                    time.monotonic_ns() - followed.newest_ns - INTERVAL_NS if run.ended_ns is None else 0
                )
                is_held = open_ns >= self._quiet_ns and time.monotonic() < deadline_s
                self._hear(late_ns if is_held else max(late_ns, open_ns))
                if not is_held:
                    break
                time.sleep(0.001)
        with self._lock:
            return self._late_ns

    def _live(self) -> list[tuple[Run, _Followed]]:
        with self._lock:
            return [(run, followed) for run, followed in self._runs if run.ended_ns is None]

    def _hear(self, late_ns: int) -> None:
        with self._lock:
            self._late_ns = max(self._late_ns, late_ns)

    def _met(self, original: Callable[[Any], None]) -> Callable[[Any], None]:
        @functools.wraps(original)
        def run_forever(loop: asyncio.AbstractEventLoop) -> None:
            run = self._begin(loop)
            try:
                original(loop)
            finally:
                if run is not None:
                    self._end(*run)

        return run_forever

    def _begin(self, loop: asyncio.AbstractEventLoop) -> tuple[Run, _Followed] | None:
        if os.getpid() != self._pid:  # a fork of this process: its beats would stand between ours
            return None
        try:
            followed = self._followed(loop)
            run = Run(followed.thread_id, followed.heartbeat.resume(loop))
        except (OSError, ValueError, RuntimeError) as error:
            self.trouble = f"the agent could not be put on a loop ({type(error).__name__}: {error})"
            return None
        with self._lock:
            self._runs.append((run, followed))
        return run, followed

    def _followed(self, loop: asyncio.AbstractEventLoop) -> _Followed:
        if threading.current_thread() is threading.main_thread():
            if self._main is None:
                self._main = _Followed(loop, self._ring(loop, "main", CAPACITY))
            return self._main
        thread_id = threading.get_native_id()
        with self._lock:
            parked_loop, parked = self._parked.get(thread_id, (None, None))
            if parked is not None and parked_loop is loop:  # asyncio.run runs its loop three times
                return parked
            self._let_go_of_closed()
            if parked is not None:
                self._let_go(thread_id)
            ring = self._free.pop() if self._free else None
        followed = self._followed_in(ring, loop)
        with self._lock:
            self._parked[thread_id] = loop, followed
        return followed

    def _let_go_of_closed(self) -> None:
        for thread_id in [thread_id for thread_id, (loop, _) in self._parked.items() if loop.is_closed()]:
            self._let_go(thread_id)

    def _let_go(self, thread_id: int) -> None:
        _, followed = self._parked.pop(thread_id, (None, None))
        if followed is not None:
            followed.heartbeat.stop()
            (self._free if followed.worst_ns < self._quiet_ns else self._done).append(followed.ring)

    def _followed_in(self, ring: RingWriter | None, loop: asyncio.AbstractEventLoop) -> _Followed:
        name = f"thread-{next(self._names)}"
        if ring is None:
            return _Followed(loop, self._ring(loop, name, THREAD_CAPACITY))
        ring.begin_again(self._path(name), threading.get_native_id())
        return _Followed(loop, ring)

    def _ring(self, loop: asyncio.AbstractEventLoop, name: str, capacity: int) -> RingWriter:
        return RingWriter(
            self._path(name),
            interval_ns=INTERVAL_NS,
            thread_id=threading.get_native_id(),
            description=description_of(loop, str(self._session), "server"),
            capacity=capacity,
        )

    def _path(self, name: str) -> str:
        return str(self._session / f"{name}-{self._pid}.ring")

    def _end(self, run: Run, followed: _Followed) -> None:
        run.ended_ns = followed.heartbeat.pause()
        late_ns = followed.late_ns(frozenset({run.began_ns}))
        followed.worst_ns = max(followed.worst_ns, late_ns)
        self._hear(late_ns)
