"""Every event loop that runs in this process, with a heartbeat on it while it does.

Loops are met where all of them begin: in `run_forever`, of asyncio's base class and of uvloop's, which
`run_until_complete` calls too. That needs no event loop policy (deprecated since Python 3.14), and sees the loop of
pytest-asyncio, of anyio's plugin, of `asyncio.run`, and that of the thread in which Starlette's TestClient runs its
application. A loop of any other making is not seen.

A thread of tests keeps one heartbeat for all its loops; a thread that comes and goes has one for each run of a loop.
"""

from __future__ import annotations

import asyncio
import functools
import itertools
import os
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from freeloop.agent.heartbeat import INTERVAL_S
from freeloop.agent.install import description_of
from freeloop.agent.resumable import ResumableHeartbeat
from freeloop.agent.ring import Beat, RingReader, RingWriter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CAPACITY = 2048
"""Slots of a ring: six seconds of beats, in a quarter of a megabyte, since a test may make a hundred loops. A run of
more beats is judged from what the observer saw."""

QUIET_NS = 20_000_000
"""A run that was never later than this has no stall. `freeloop.session.stall.THRESHOLD_S`."""


@dataclass(slots=True)
class Run:
    """One run of one loop, from its first beat to its last; `ended_ns` is None while it runs."""

    thread_id: int
    began_ns: int
    ended_ns: int | None = None


class _Followed:
    """A thread, its heartbeat, and what this process itself reads of its ring."""

    def __init__(self, loop: asyncio.AbstractEventLoop, session: Path, name: str) -> None:
        self.thread_id = threading.get_native_id()
        self.interval_ns = int(INTERVAL_S * 1e9)
        self.path = session / f"{name}.ring"
        ring = RingWriter(
            str(self.path),
            interval_ns=self.interval_ns,
            thread_id=self.thread_id,
            description=description_of(loop, str(session), "server"),
            capacity=CAPACITY,
        )
        self.heartbeat = ResumableHeartbeat(loop, ring)
        self._reader = RingReader(str(self.path))
        self._newest: Beat | None = None

    def late_ns(self, pauses: frozenset[int]) -> int | None:
        """By how much the latest beat since the last call was late; None when beats were lost.

        `pauses` are the times of beats that ended a silence.
        """
        beats, lost = self._reader.new_beats()
        before = [self._newest] if self._newest is not None else []
        self._newest = beats[-1] if beats else self._newest
        if lost:
            return None
        pairs = itertools.pairwise((*before, *beats))
        late = (two.time_ns - one.time_ns for one, two in pairs if two.time_ns not in pauses)
        return max(late, default=0) - self.interval_ns

    def close(self) -> None:
        self.heartbeat.stop()
        self.path.unlink(missing_ok=True)
        self._reader.close()


class Loops:
    """The loops of this process; `session` is the directory that the observer watches."""

    def __init__(self, session: Path) -> None:
        self.trouble = ""
        self._session = session
        self._pid = os.getpid()
        self._names = itertools.count()
        self._lock = threading.Lock()
        self._main: _Followed | None = None
        self._others: dict[int, _Followed] = {}
        self._gone: list[_Followed] = []
        self._runs: list[tuple[Run, _Followed]] = []
        self._originals: list[tuple[Any, Callable[[Any], None]]] = []

    def follow(self) -> None:
        """Meet every loop that begins to run from now on."""
        classes: list[Any] = [asyncio.BaseEventLoop]
        uvloop: Any = sys.modules.get("uvloop")
        if uvloop is not None:
            classes.append(uvloop.Loop)
        for each in classes:
            if not any(met is each for met, _ in self._originals):
                self._originals.append((each, each.run_forever))
                each.run_forever = self._met(each.run_forever)

    def leave(self) -> None:
        """Meet no loop any more, and let go of those that run."""
        for each, original in self._originals:
            each.run_forever = original
        self._originals.clear()
        followed = [*self._others.values(), *self._gone]
        for each in [*followed, self._main] if self._main is not None else followed:
            each.close()

    def begin_window(self) -> None:
        """Forget what is over."""
        with self._lock:
            for each in self._gone:
                each.close()
            self._gone.clear()
            self._runs = [(run, followed) for run, followed in self._runs if run.ended_ns is None]
            for _, followed in self._runs:
                followed.late_ns(frozenset())

    def runs(self) -> list[Run]:
        """The runs that touch the window."""
        with self._lock:
            return [run for run, _ in self._runs]

    def is_quiet(self, limit_ns: int) -> bool:
        """No loop was late by `limit_ns` in the window, or is so now."""
        with self._lock:
            pauses = frozenset(run.began_ns for run, _ in self._runs)
            followed = {id(each): each for _, each in self._runs}.values()
            late = [each.late_ns(pauses) for each in followed]
        return all(each is not None and each < limit_ns for each in late)

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
                self._main = _Followed(loop, self._session, f"main-{self._pid}")
            return self._main
        followed = _Followed(loop, self._session, f"thread-{self._pid}-{next(self._names)}")
        self._others[id(followed)] = followed
        return followed

    def _end(self, run: Run, followed: _Followed) -> None:
        run.ended_ns = followed.heartbeat.pause()
        if followed is not self._main:
            with self._lock:
                self._gone.append(self._others.pop(id(followed)))
