"""Measurements take turns: two at once, in two workers of pytest-xdist, would disturb each other.

The controller makes the file that all lock; without xdist nobody waits.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

_KEY = "freeloop_turns"


class Turns:
    """The turns of one run."""

    def __init__(self, config: pytest.Config) -> None:
        self._directory: tempfile.TemporaryDirectory[str] | None = None
        given: dict[str, Any] = getattr(config, "workerinput", {})
        self._path: str | None = given.get(_KEY)
        self._lock: contextlib.AbstractContextManager[object] | None = None

    def give_to(self, workerinput: dict[str, Any]) -> None:
        """Tell a worker which file to lock."""
        if self._directory is None:
            self._directory = tempfile.TemporaryDirectory(prefix="freeloop-turns-")
        workerinput[_KEY] = str(Path(self._directory.name) / "lock")

    def mine(self) -> contextlib.AbstractContextManager[object]:
        """Wait for this process's turn; it lasts while the context does. A turn within a turn waits for nothing."""
        if self._path is None:
            return contextlib.nullcontext()
        if self._lock is None:
            from filelock import FileLock  # noqa: PLC0415 - only under xdist

            # One object, which counts how often it was entered: a second one would wait for the first for ever.
            self._lock = FileLock(self._path, thread_local=False)
        return self._lock

    def close(self) -> None:
        """Remove the file."""
        if self._directory is not None:
            self._directory.cleanup()
