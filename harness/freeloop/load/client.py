"""The parent's side of the load generator: starts its process, talks to it, and always ends it.

The process has a session of its own, so that Ctrl-C at the terminal reaches only the parent, which decides.
It ends when told, when killed by its pid, and by itself when its standard input closes.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, final

from freeloop.json_value import JsonObject, object_of
from freeloop.load.progress import Progress
from freeloop.load.result import LoadResult

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from freeloop.load.command import RunCommand

_STDERR_TAIL_BYTES = 2000
_READ_BYTES = 1 << 20
_QUIT_GRACE_S = 1.0
_REPLY_GRACE_S = 20.0
"""Beyond a run's own longest time: starting the process and encoding a large reply, on a machine that is
overloaded."""


class GeneratorDied(Exception):  # noqa: N818 - says what happened, as the caller will
    """The load generator's process ended or fell silent; what it would have measured is unknown.

    `stderr_tail` holds the end of what it printed.
    """

    def __init__(self, message: str, *, stderr_tail: str = "") -> None:
        super().__init__(message)
        self.stderr_tail = stderr_tail


@final
class LoadGenerator:
    """A running generator process; use it as a context manager. One run at a time.

    Its standard error goes to a file, since a pipe that nobody reads could fill and stop it. With a `session`
    directory the agent beats on its loop, so that an observer of that session sees it too.
    """

    def __init__(self, session: str | None = None) -> None:
        self._arguments = [] if session is None else [session]
        self._process: subprocess.Popen[bytes] | None = None
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._pending = b""

    def __enter__(self) -> LoadGenerator:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "freeloop.load.generator", *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            bufsize=0,
            start_new_session=True,
        )
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process's pid."""
        return self._running().pid

    def run(
        self, command: RunCommand, on_progress: Callable[[Progress], None] = lambda _: None
    ) -> LoadResult:
        """Carry out one run and return what it found; blocks for as long as the run takes.

        `on_progress` is called every `command.progress_s` while it does.

        Raises:
            GeneratorDied: the process ended, did not reply in time, or replied with an error of its own.
        """
        reply = self._exchange(command.to_json(), command.longest_s + _REPLY_GRACE_S, on_progress)
        if reply.get("ok") is not True:
            raise self._died(f"the load generator refused the run: {reply.get('error')}")
        try:
            return LoadResult.from_json(reply)
        except ValueError as error:
            raise self._died(f"the load generator's reply is unreadable: {error}") from error

    def close(self) -> None:
        """Ask the process to quit, kill it if it does not, and wait for its end."""
        process, self._process = self._process, None
        if process is not None:
            # Closing its input ends the process, whatever it is doing.
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
            try:
                process.wait(_QUIT_GRACE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._stderr.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the load generator is not running: use it in a `with` block")
        return self._process

    def _exchange(
        self, command: JsonObject, limit_s: float, on_progress: Callable[[Progress], None]
    ) -> JsonObject:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the load generator was started without pipes")
        line = json.dumps(command, separators=(",", ":")).encode() + b"\n"
        try:
            view = memoryview(line)
            while view:
                view = view[process.stdin.write(view) or 0 :]
        except BrokenPipeError:
            raise self._died("the load generator died") from None
        deadline_s = time.monotonic() + limit_s
        while True:
            line = self._read_line(process.stdout.fileno(), deadline_s)
            try:
                reply = object_of(json.loads(line), "reply")
                progress = Progress.from_json(reply["progress"]) if "progress" in reply else None
            except ValueError as error:
                raise self._died(f"the load generator's reply is unreadable: {error}") from error
            if progress is None:
                return reply
            on_progress(progress)

    def _read_line(self, descriptor: int, deadline_s: float) -> bytes:
        chunks, self._pending = [self._pending], b""
        while b"\n" not in chunks[-1]:
            remaining_s = deadline_s - time.monotonic()
            if remaining_s <= 0 or not select.select([descriptor], [], [], remaining_s)[0]:
                raise self._died("the load generator did not reply in time")
            chunk = os.read(descriptor, _READ_BYTES)
            if not chunk:
                raise self._died("the load generator died")
            chunks.append(chunk)
        line, _, self._pending = b"".join(chunks).partition(b"\n")
        return line

    def _died(self, message: str) -> GeneratorDied:
        """Return the error to raise, after the process's end: a generator that erred is not used again."""
        process = self._running()
        code = process.poll()
        if code is None:
            process.kill()
            process.wait()
        else:
            message += f" ({'signal ' + str(-code) if code < 0 else 'exit code ' + str(code)})"
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - _STDERR_TAIL_BYTES))
        return GeneratorDied(message, stderr_tail=self._stderr.read().decode("utf-8", "replace"))
