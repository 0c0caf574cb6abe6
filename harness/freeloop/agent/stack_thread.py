"""A thread that writes down other threads' Python stacks when the observer asks: the safe way to have them.

It waits in a read, without the GIL, and costs nothing until it is asked. Then it needs the GIL, and so it answers
when the thread that has it lets go: within a switch interval where Python code runs, at the end of a call into C
that keeps it. All frames stand still meanwhile. The signal of `install` needs no GIL, but catches a thread anywhere,
and faulthandler then follows frames that are just being made or left: at calls from C into Python it crashed the
process at the 246th stack on 3.11.7, the 97th on 3.12.1, the third on 3.13.0 (a sort with a key function, 22 November
2026; https://github.com/python/cpython/issues/123967 is one of the reasons). The observer therefore signals only a
thread that it knows to be inside C.

Where Python code runs, it lets go of the GIL at the end of a round of a loop and at the beginning of a call: the line
is one of the loop's, or the first of the function called.

A request is a line, empty for now; the answer a block for each Python thread in faulthandler's form, and a last line.
"""

from __future__ import annotations

import os
import sys
import threading

# Taken before the application is imported: gevent puts its own in their place, and its threads are none.
from _thread import allocate_lock, get_ident, start_new_thread
from typing import TYPE_CHECKING

from freeloop.agent.frame_line import line_of
from freeloop.agent.kept_file import KeptFile

if TYPE_CHECKING:
    from _thread import LockType

END = "End\n"
"""The last line of an answer."""

_DEEPEST = 100
"""Frames beyond are left out, as faulthandler does."""


class StackThread:
    """The thread of one process, in one session's directory."""

    def __init__(self, session: str) -> None:
        self.ask_file = os.path.join(session, f"asks-{os.getpid()}")
        self.answer_file = os.path.join(session, f"answers-{os.getpid()}")
        os.mkfifo(self.ask_file, 0o600)
        # Open for both: a read then waits for the next writer instead of ending with the last.
        self._asks = KeptFile(self.ask_file, os.O_RDWR)
        self._answers = KeptFile(self.answer_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        # The thread of a loop, which the application's list of threads may know by another name.
        self._maker = get_ident(), threading.get_native_id()
        self.thread_id = 0
        started = allocate_lock()
        started.acquire()
        # Not a threading.Thread: the application's own list of threads stays as it is.
        start_new_thread(self._run, (started,))
        started.acquire()

    def _run(self, started: LockType) -> None:
        self.thread_id = threading.get_native_id()
        started.release()
        try:
            while os.read(self._asks.fd, 4096):
                # Before it looks at the file, which lets go of the GIL.
                stacks = answer(self.thread_id, self._maker).encode(errors="replace")
                os.write(self._answers.fd, stacks)
        except OSError:
            return  # no room, or the run is over; the observer goes without


def answer(own_id: int, maker: tuple[int, int]) -> str:
    """The stacks of all threads that run Python, innermost frame first, but for the one with this native id.

    `maker` is a thread's ident and native id, known without asking `threading`.
    """
    frames = sys._current_frames()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - documented so
    # Our own frame holds `frames`: left in, the two would keep each other, and all that the application's frames
    # hold, until a collection.
    frames.pop(get_ident(), None)
    parts: list[str] = []
    threads = {thread.ident or 0: thread.native_id or 0 for thread in threading.enumerate()}
    for ident, native_id in (threads | dict([maker])).items():
        frame = frames.get(ident)
        if native_id == own_id or frame is None:
            continue
        parts.append(f"Thread {native_id}:\n")
        for _ in range(_DEEPEST):
            code = frame.f_code
            parts.append(f'  File "{code.co_filename}", line {line_of(frame)} in {code.co_name}\n')
            frame = frame.f_back
            if frame is None:
                break
    return "".join((*parts, END))
