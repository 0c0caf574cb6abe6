"""The parent's side of the observer: starts its process, asks for proofs of life, reads what it wrote."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from freeloop.exit_code import how_it_ended
from freeloop.session import codec
from freeloop.session.recording import Recording
from freeloop.units import format_seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self

_GRACE_S = 5.0


class ObserverProcess:
    """A running observer; use it as a context manager."""

    def __init__(self, session: Path, root_pid: int) -> None:
        self._session = session
        self._path = session / codec.FILE_NAME
        self._root_pid = root_pid
        self._process: subprocess.Popen[bytes] | None = None
        self._last_words = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "freeloop.observe.observer", str(self._session), str(self._root_pid)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        try:
            _, said = process.communicate(timeout=_GRACE_S)
            ended = how_it_ended(process.returncode) if process.returncode else ""
        except subprocess.TimeoutExpired:
            process.kill()
            _, said = process.communicate()
            ended = f"it gave no account within {format_seconds(_GRACE_S)}"
        self._last_words = said.decode(errors="replace").strip().rpartition("\n")[2] or ended

    @property
    def pid(self) -> int:
        """Its process id."""
        if self._process is None:
            raise RuntimeError("the observer is not running")
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process is not None and self._process.poll() is None

    def wait_until_there(self, timeout_s: float) -> bool:
        """Wait until it observes; False when it does not within the time."""
        return self._wait_until(self._path.exists, timeout_s)

    def wait_for_loops(self, count: int, timeout_s: float) -> bool:
        """Wait until it has seen `count` server loops beat; False when it has not within the time."""
        return self._wait_until(
            lambda: sum(loop.role == "server" for loop in self.recording().loops) >= count, timeout_s
        )

    def ask_for_proof_of_life(self) -> None:
        """Have each server loop hold itself, at a known line."""
        self._tell(b"proof\n")

    def ask_for_account(self) -> None:
        """Have it say how far it has come, once it has sampled the machine."""
        self._tell(b"account\n")

    def recording(self) -> Recording:
        """What it has written so far, with its last words if it has ended by itself."""
        if not self.is_alive():
            self._end()
        if not self._path.exists():
            return Recording(last_words=self._last_words)
        with self._path.open(encoding="utf-8") as lines:
            return replace(codec.recording(lines), last_words=self._last_words)

    def _tell(self, words: bytes) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(BrokenPipeError):  # it died: there will be no account
                self._process.stdin.write(words)
                self._process.stdin.flush()

    def _wait_until(self, is_so: Callable[[], bool], timeout_s: float) -> bool:
        deadline_s = time.monotonic() + timeout_s
        while time.monotonic() < deadline_s and self.is_alive():
            if is_so():
                return True
            time.sleep(0.01)
        return False
