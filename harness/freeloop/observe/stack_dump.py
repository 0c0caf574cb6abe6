"""Stacks on demand: signal one thread, read what faulthandler's C handler appended to the process's file.

One request at a time per process: a dump does not say which thread wrote it. The handler writes frame by frame
and leaves no end mark, so a dump is whole when the file has not grown between two looks.
"""

from __future__ import annotations

import ctypes
import os
import re

from freeloop.observe import procfs
from freeloop.session.recording import Frame, Stack

GIVE_UP_NS = 100_000_000
"""A thread that has not answered by then has the signal blocked, or ended. Arbitrary."""

_FRAME = re.compile(r'^  File "(?P<path>.*)", line (?P<line>\d+|\?\?\?) in (?P<function>.*)$')
_TRUNCATE_BYTES = 1 << 20
LARGEST_FILE_BYTES = 2 * _TRUNCATE_BYTES
"""No file of the agent's grows beyond: one dump more than is kept of the largest of them."""


def parse_frames(text: str) -> tuple[Frame, ...]:
    """The frames of one dump, innermost first."""
    frames: list[Frame] = []
    for found in map(_FRAME.match, text.splitlines()):
        if found:
            line = found["line"]
            frames.append(Frame(found["path"], int(line) if line.isdigit() else 0, found["function"]))
    return tuple(frames)


class StackDumps:
    """The stack file of one process."""

    def __init__(self, pid: int, path: str, signal_number: int) -> None:
        self._pid = pid
        self._signal = signal_number
        # Open for writing too, to truncate: the writer appends, so it goes on at the new end.
        self._fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._at = os.fstat(self._fd).st_size
        self._asked: tuple[int, int] | None = None
        self._seen_bytes = 0

    @property
    def is_idle(self) -> bool:
        """No answer is outstanding."""
        return self._asked is None

    def ask(self, thread_id: int, now_ns: int) -> None:
        """Signal the thread. Its stack comes from `poll`."""
        if procfs.has_handler(self._pid, self._signal) is False:
            return  # the application has put all signals back, and would die of this one
        if self._at > _TRUNCATE_BYTES:
            os.ftruncate(self._fd, 0)
            self._at = 0
        self._at = os.fstat(self._fd).st_size
        self._seen_bytes = 0
        if _send_to_thread(self._pid, thread_id, self._signal):
            self._asked = thread_id, now_ns

    def poll(self, now_ns: int) -> Stack | None:
        """The stack asked for, once it is whole."""
        if self._asked is None:
            return None
        _, asked_ns = self._asked
        size = os.fstat(self._fd).st_size - self._at
        if size > 0 and size == self._seen_bytes:
            return self.take()
        self._seen_bytes = size
        if now_ns - asked_ns > GIVE_UP_NS:
            self._asked = None
        return None

    def take(self) -> Stack | None:
        """What has been written of the stack asked for, whole or not; nothing is outstanding afterwards."""
        asked, self._asked = self._asked, None
        if asked is None:
            return None
        thread_id, asked_ns = asked
        size = max(0, os.fstat(self._fd).st_size - self._at)  # truncated for another loop of the process
        frames = parse_frames(os.pread(self._fd, size, self._at).decode(errors="replace"))
        return Stack(asked_ns, thread_id, frames) if frames else None

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)


_libc = ctypes.CDLL(None, use_errno=True)


def _send_to_thread(pid: int, thread_id: int, signal_number: int) -> bool:
    """Send a signal to one thread of another process; False when it is gone or may not be signalled."""
    # signal.pthread_kill reaches only threads of this process. tgkill has been in glibc since 2.30 and in musl.
    if hasattr(_libc, "tgkill"):
        return bool(_libc.tgkill(pid, thread_id, signal_number) == 0)
    try:
        os.kill(pid, signal_number)
    except OSError:
        return False
    return True
