"""What the server printed, for a user who wants to know why it did not answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from freeloop.own_traceback import users_part

if TYPE_CHECKING:
    from pathlib import Path

TAIL_CHARACTERS = 4000
"""How much is shown at most. Arbitrary: a traceback or two."""

_READ_BYTES = 1 << 16
"""How much is read of its end, at most: a server that fails under load prints a traceback for each request."""

_ERROR = re.compile(r"^(?:ERROR:|\[[^\]]*\] \[\d+\] \[ERROR\])", re.MULTILINE)
"""How uvicorn's and hypercorn's lines begin."""


class ServerLog:
    """The file that the server's standard output and error go to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def size_bytes(self) -> int:
        """How long it is by now."""
        return self.path.stat().st_size

    def tail(self) -> str:
        """Its end, with the user's frames alone."""
        return users_part(self._end(0))[-TAIL_CHARACTERS:]

    def last_error(self, since_bytes: int) -> str:
        """The last error that the server logged after so many bytes; empty when there was none."""
        text = self._end(since_bytes)
        errors = [found.start() for found in _ERROR.finditer(text)]
        return users_part(text[errors[-1] :])[:TAIL_CHARACTERS] if errors else ""

    def _end(self, since_bytes: int) -> str:
        with self.path.open("rb") as log:
            log.seek(max(since_bytes, self.size_bytes - _READ_BYTES))
            return log.read().decode("utf-8", errors="replace")
