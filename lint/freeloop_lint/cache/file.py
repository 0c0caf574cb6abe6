"""One file of the cache: written whole, replaced at once, and believed only if its check sum is right.

The stamp in front names whatever the content depends on beside its keys, such as the program that made it.
"""

import marshal
import os
from contextlib import suppress
from pathlib import Path
from typing import cast
from zlib import crc32

try:  # as `hashlib` does, which loads OpenSSL before: 3 of 60 ms of start-up
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

FOLDER = ".freeloop_cache"
DIGEST = 16
"""Bytes of a digest: enough to tell contents apart, nobody attacks a cache of his own."""
CHECK = 4
"""Bytes of a check sum."""


def digest_of(data: "bytes | memoryview") -> bytes:
    """Name a content."""
    return blake2b(data, digest_size=DIGEST).digest()


def _check_sum(data: "bytes | memoryview") -> bytes:
    """Tell a torn or changed file from a whole one, in a fifth of the time of a digest."""
    return crc32(data).to_bytes(CHECK, "little")


def read(path: Path, stamp: bytes) -> dict[bytes, tuple[object, ...]]:
    """Read what `write` wrote; nothing if it is not there, not whole or of another stamp."""
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    head, check, body = data[:DIGEST], data[DIGEST : DIGEST + CHECK], memoryview(data)[DIGEST + CHECK :]
    if head != stamp or check != _check_sum(body):
        return {}
    try:
        return cast("dict[bytes, tuple[object, ...]]", marshal.loads(body))  # noqa: S302 - the check sum shows that we wrote it
    except (EOFError, ValueError, TypeError):
        return {}


def write(path: Path, stamp: bytes, entries: dict[bytes, tuple[object, ...]]) -> None:
    """Replace a file. A folder that cannot be written, or a full disk, is no error, and leaves nothing behind."""
    body = marshal.dumps(entries)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(8).hex()}")
    try:
        path.parent.mkdir(exist_ok=True)
        ignore = path.parent / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
        with unfinished.open("xb") as file:
            file.writelines((stamp, _check_sum(body), body))
        unfinished.replace(path)
    except OSError:
        pass
    finally:
        with suppress(OSError):
            unfinished.unlink()  # what could not be written whole
