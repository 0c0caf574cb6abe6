"""A file that the application may close under us, as some do with all that they did not open themselves.

Its number may then be another file's: before it is used, look whether it is still ours.
"""

from __future__ import annotations

import os


class KeptFile:
    """An open file, and the way to open it again."""

    def __init__(self, path: str, flags: int) -> None:
        self.path = path
        self.number = -1
        """Its number when it was opened last: to be used where a look costs too much, and little harm is done."""
        self._flags = flags | os.O_CLOEXEC
        self._open()

    @property
    def fd(self) -> int:
        """Its number, of a file that is open again if it was closed. Raises OSError when it cannot be."""
        if not self.is_open():
            self._open()
        return self.number

    def is_open(self) -> bool:
        """Whether it has not been closed."""
        try:
            return os.path.samestat(os.fstat(self.number), self._stat)
        except OSError:
            return False

    def close(self) -> None:
        """Close it, and nothing else."""
        if self.is_open():
            os.close(self.number)

    def _open(self) -> None:
        self.number = os.open(self.path, self._flags, 0o600)
        self._stat = os.fstat(self.number)
