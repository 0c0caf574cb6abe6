"""What the server printed, for a user who wants to know why it did not answer.

The server writes to a pipe, which a thread of the run empties all the time, so that an application that prints much
is not kept waiting. Only the end is kept: an application may print gigabytes under load.
"""

from __future__ import annotations

import contextlib
import os
import re
import threading
from select import select
from typing import TYPE_CHECKING

from freeloop.own_traceback import users_part

if TYPE_CHECKING:
    from collections.abc import Generator

TAIL_CHARACTERS = 4000
"""How much is shown at most. Arbitrary: a traceback or two."""

KEPT_BYTES = 1 << 18
"""How much of the end is kept. Arbitrary: a server that fails under load prints a traceback for each request."""

_CHUNK_BYTES = 1 << 16
_MOST_CHUNKS = 64
"""What a reader of the log waits for at most: four times what a pipe may hold (1 MiB, pipe(7))."""

_ERROR = re.compile(r"^(?:ERROR:|\[[^\]]*\] \[\d+\] \[ERROR\])", re.MULTILINE)
"""How uvicorn's and hypercorn's lines begin."""


class ServerLog:
    """The end of what the server and its workers wrote to standard output and error."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._written_bytes = 0
        self._lock = threading.Lock()
        self._pipe: int | None = None
        self._stop: int | None = None
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def open(self) -> Generator[int]:
        """Give the descriptor to write to, for a process to inherit, and read until `close`."""
        self._pipe, writer = os.pipe()
        os.set_blocking(self._pipe, False)
        stopped, self._stop = os.pipe()
        self._thread = threading.Thread(
            target=self._read_until_stopped,
            args=(self._pipe, stopped),
            name="freeloop-server-log",
            daemon=True,
        )
        self._thread.start()
        try:
            yield writer
        finally:
            os.close(writer)

    def close(self) -> None:
        """Stop reading: a process that escaped may hold the pipe for longer than the run lives."""
        if self._stop is None or self._thread is None or self._pipe is None:
            return
        self._read_what_is_there()
        os.close(self._stop)
        self._thread.join()
        with self._lock:
            os.close(self._pipe)
            self._pipe = self._stop = self._thread = None

    @property
    def size_bytes(self) -> int:
        """How much was written by now."""
        self._read_what_is_there()
        return self._written_bytes

    def tail(self) -> str:
        """Its end, with the user's frames alone."""
        return users_part(self._end(0))[-TAIL_CHARACTERS:]

    def last_error(self, since_bytes: int) -> str:
        """The last error that the server logged after so many bytes; empty when there was none."""
        text = self._end(since_bytes)
        errors = [found.start() for found in _ERROR.finditer(text)]
        return users_part(text[errors[-1] :])[:TAIL_CHARACTERS] if errors else ""

    def _end(self, since_bytes: int) -> str:
        self._read_what_is_there()
        with self._lock:
            dropped_bytes = self._written_bytes - len(self._kept)
            return self._kept[max(0, since_bytes - dropped_bytes) :].decode("utf-8", errors="replace")

    def _read_until_stopped(self, pipe: int, stopped: int) -> None:
        sources = [pipe, stopped]
        while stopped not in (ready := select(sources, [], [])[0]):
            if ready and not self._read_what_is_there():
                sources = [stopped]  # all who could write have ended
        os.close(stopped)

    def _read_what_is_there(self) -> bool:
        """Take what is in the pipe; whether more may come."""
        with self._lock:
            for _ in range(_MOST_CHUNKS):
                try:
                    chunk = os.read(self._pipe, _CHUNK_BYTES) if self._pipe is not None else b""
                except BlockingIOError:
                    return True
                if not chunk:
                    return False
                self._written_bytes += len(chunk)
                self._kept += chunk
                del self._kept[:-KEPT_BYTES]
        return True
