"""What the observer of a long run writes, read piece by piece: a window is cut from its newest pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.session import codec
from freeloop.session.recording import Recording

if TYPE_CHECKING:
    from pathlib import Path


class Notebook:
    """The observer's file in a session's directory."""

    def __init__(self, session: Path) -> None:
        self._path = session / codec.FILE_NAME
        self._read_bytes = 0
        self._kept = Recording()

    def since(self, start_ns: int) -> Recording:
        """All loops, and the gaps and ticks that end after a moment; earlier ones are forgotten."""
        new = codec.recording(self._new_lines())
        old = self._kept
        self._kept = Recording(
            loops=(*old.loops, *new.loops),
            gaps=tuple(gap for gap in (*old.gaps, *new.gaps) if gap.end_ns > start_ns),
            ticks=tuple(tick for tick in (*old.ticks, *new.ticks) if tick.time_ns > start_ns),
            account=new.account or old.account,
        )
        return self._kept

    def _new_lines(self) -> list[str]:
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            file.seek(self._read_bytes)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]
        self._read_bytes += len(whole)
        return whole.decode().splitlines(keepends=True)
