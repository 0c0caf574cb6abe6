"""Ask the agent's stack thread (`freeloop.agent.stack_thread`) for everyone's stacks, and read its answer."""

from __future__ import annotations

import os
import re

from freeloop.agent.stack_thread import END
from freeloop.observe.stack_dump import parse_frames
from freeloop.session.recording import Stack

_THREAD = re.compile(r"^Thread (\d+):\n", re.MULTILINE)
_TRUNCATE_BYTES = 1 << 20


class StackRequests:
    """One request at a time; the answer comes when the process's GIL is free for a moment."""

    def __init__(self, ask_file: str, answer_file: str) -> None:
        self._asks = os.open(ask_file, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        # Open for writing too, to truncate: the writer appends, so it goes on at the new end.
        self._answers = os.open(answer_file, os.O_RDWR | os.O_CLOEXEC)
        self._at = os.fstat(self._answers).st_size
        self.asked_ns: int | None = None
        self._looked_ns = 0

    def ask(self, now_ns: int) -> None:
        """Ask for the stacks of all threads that run Python. They come from `poll`."""
        if self._at > _TRUNCATE_BYTES:
            os.ftruncate(self._answers, 0)
        # The file is the process's: it holds the answers to what other loops' watches asked, too.
        self._at = os.fstat(self._answers).st_size
        try:
            os.write(self._asks, b"\n")
        except OSError:  # the process ended
            return
        self.asked_ns = self._looked_ns = now_ns

    def poll(self, now_ns: int) -> list[Stack]:
        """The stacks asked for, once they are all there; they are younger than the last look that found none."""
        if self.asked_ns is None:
            return []
        end = os.fstat(self._answers).st_size
        self._at = self._at if self._at <= end else 0  # truncated for another loop of the process
        size = end - self._at
        text = os.pread(self._answers, size, self._at).decode(errors="replace") if size else ""
        if not text.endswith(END):
            self._looked_ns = now_ns
            return []
        self.asked_ns = None
        self._at += size
        return parse_answer(text, self._looked_ns)

    def close(self) -> None:
        """Close the files."""
        os.close(self._asks)
        os.close(self._answers)


def parse_answer(text: str, time_ns: int) -> list[Stack]:
    """The stacks in an answer."""
    _, *blocks = _THREAD.split(text)
    stacks = (
        Stack(time_ns, int(thread_id), parse_frames(frames))
        for thread_id, frames in zip(blocks[::2], blocks[1::2], strict=True)
    )
    return [stack for stack in stacks if stack.frames]
