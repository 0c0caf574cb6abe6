"""Records by digest of a file's content, kept for one program.

The few that are new since all were written stand in a file of their own: writing all is a fortieth of a run after one
change. Two runs at the same time each write what they know; the loser's records are made again some day.
"""

import sys
from functools import cache
from pathlib import Path
from typing import cast

from freeloop_lint.cache import file
from freeloop_lint.facts.record import Record


@cache
def stamp() -> bytes:
    """Name the version of records: the code that makes them and the Python that runs it."""
    parts = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return file.digest_of(b"".join((repr(sys.version_info).encode(), *parts)))


FEW = 100
"""Records that are kept apart at most. Arbitrary: so many are written in a millisecond or two."""


class Records:
    """With no folder nothing is read or kept."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = None if folder is None else folder / file.FOLDER
        self.written = {} if self.folder is None else file.read(self.folder / "facts", stamp())
        self.known = self.written
        if self.folder is not None:
            self.known = {**self.written, **file.read(self.folder / "recent", stamp())}
        self.used: dict[bytes, tuple[object, ...]] = {}
        self.fresh = 0

    def get(self, digest: bytes) -> Record | None:
        """Give a record, if there is one."""
        found = self.used.get(digest) or self.known.get(digest)
        if found is None:
            return None
        self.used[digest] = found
        return Record(*cast("Record", found))

    def put(self, digest: bytes, record: Record) -> None:
        """Keep a record."""
        self.used[digest] = tuple(record)
        self.fresh += 1

    def save(self) -> None:
        """Write what this run used, if anything is new."""
        if self.folder is None or not self.fresh:
            return
        recent = {
            digest: record for digest, record in self.used.items() if self.written.get(digest) is not record
        }
        apart = bool(self.written) and len(recent) <= FEW
        file.write(self.folder / ("recent" if apart else "facts"), stamp(), recent if apart else self.used)
