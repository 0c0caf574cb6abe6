"""Write fixed files: each whole or not at all, none when one of them is read-only."""

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from freeloop_lint.errors import LintError

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_all(contents: Mapping[str, bytes], folder: Path) -> None:
    """Replace files, by path below a folder, keeping their modes; links stay links.

    Raises:
        LintError: One cannot be written.
    """
    for name in contents:
        path = folder / name
        if not path.stat().st_mode & _WRITABLE or not os.access(path, os.W_OK):
            raise LintError(f"`{name}` is read-only, so nothing was fixed in this round; make it writable")
    name = ""
    try:
        for name, content in contents.items():
            _replace((folder / name).resolve(), content)
    except OSError as error:
        raise LintError(f"`{name}` cannot be written: {error.strerror or error}; see to its folder") from None


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
