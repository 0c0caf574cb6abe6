"""What agents left in the session's directory: small files named note-KIND-PID."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Notes:
    """The notes of one run."""

    def __init__(self, session: Path) -> None:
        self._session = session

    def count(self, kind: str) -> int:
        """How many processes left a note of this kind."""
        return len(self._paths(kind))

    def pids(self, kind: str) -> list[int]:
        """Who left a note of this kind."""
        return [int(path.name.rpartition("-")[2]) for path in self._paths(kind)]

    def text(self, kind: str) -> str | None:
        """One note of this kind; None when there is none."""
        paths = self._paths(kind)
        return paths[0].read_text(encoding="utf-8") if paths else None

    def _paths(self, kind: str) -> list[Path]:
        return sorted(
            path for path in self._session.glob(f"note-{kind}-*") if path.name.rpartition("-")[2].isdigit()
        )
