"""Facts cached by content: one file for one project, written whole and replaced at once.

Two runs at the same time each replace it with what they know; the loser's entries are made again some day. A file
that is torn, foreign or of another version fails its digest and is ignored.
"""

import hashlib
import marshal
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import cast

FOLDER = ".freeloop_cache"
_DIGEST = 16


@cache
def stamp() -> bytes:
    """Name the version of facts: the code that makes them and the Python that runs it."""
    digest = hashlib.blake2b(repr(sys.version_info).encode(), digest_size=_DIGEST)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def content_digest(data: bytes) -> bytes:
    """Name a file's content."""
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()


class FactsStore:
    """Packed facts by digest of the content. With no folder nothing is read or kept."""

    def __init__(self, folder: Path | None) -> None:
        self.path = None if folder is None else folder / FOLDER / "facts"
        self.known: dict[bytes, bytes] = {} if self.path is None else _read(self.path)
        self.used: dict[bytes, bytes] = {}
        self.fresh = 0

    def get(self, digest: bytes) -> bytes | None:
        """Give packed facts, if known."""
        found = self.known.get(digest)
        if found is not None:
            self.used[digest] = found
        return found

    def put(self, digest: bytes, packed: bytes) -> None:
        """Keep packed facts."""
        self.used[digest] = packed
        self.fresh += 1

    def save(self) -> None:
        """Write what this run used, if anything is new. A folder that cannot be written is no error."""
        if self.path is None or not self.fresh:
            return
        body = marshal.dumps(self.used)
        try:
            self.path.parent.mkdir(exist_ok=True)
            ignore = self.path.parent / ".gitignore"
            if not ignore.exists():
                ignore.write_text("*\n", encoding="utf-8")
            handle, name = tempfile.mkstemp(dir=self.path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(stamp() + content_digest(body) + body)
            Path(name).replace(self.path)
        except OSError:
            return


def _read(path: Path) -> dict[bytes, bytes]:
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    head, digest, body = data[:_DIGEST], data[_DIGEST : 2 * _DIGEST], data[2 * _DIGEST :]
    if head != stamp() or digest != content_digest(body):
        return {}
    try:
        return cast("dict[bytes, bytes]", marshal.loads(body))  # noqa: S302 - the digest shows that we wrote it
    except (EOFError, ValueError, TypeError):
        return {}
