"""Write fixed files: each whole or not at all, none when one of them is read-only."""

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from freeloop_lint.errors import LintError

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


class Changed(NamedTuple):
    """A content to be written in place of another."""

    old: bytes
    new: bytes


def write_all(contents: Mapping[str, Changed], folder: Path) -> list[str]:
    """Replace files, by path below a folder, keeping their modes; links stay links.

    Gives the paths of files that are left alone, because they no longer have the old content when the new one stands
    ready. What is written in the microseconds after that is lost: no file system compares and replaces at once.

    Raises:
        LintError: One cannot be written.
    """
    for name in contents:
        path = folder / name
        if path.exists() and not (path.stat().st_mode & _WRITABLE and os.access(path, os.W_OK)):
            raise LintError(f"`{name}` is read-only, so nothing was fixed in this round; make it writable")
    name = ""
    left: list[str] = []
    try:
        for name, content in contents.items():
            if not _replace((folder / name).resolve(), content):
                left.append(name)
    except OSError as error:
        raise LintError(f"`{name}` cannot be written: {error.strerror or error}; see to its folder") from None
    return left


def _replace(path: Path, content: Changed) -> bool:
    """Replace a file; claim that it still had the old content."""
    if not path.exists():
        return False
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.new)
        shutil.copymode(path, name)
        if path.read_bytes() != content.old:
            return False
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return True
