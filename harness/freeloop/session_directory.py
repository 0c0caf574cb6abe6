"""The directory of one run: rings, stacks, notes, logs. In memory where that is possible, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Generator

_IN_MEMORY = "/dev/shm"  # noqa: S108 - mkdtemp makes a private directory in it


@contextlib.contextmanager
def session_directory() -> Generator[Path]:
    """Make a directory that only this user can read, and remove it whatever happens.

    Its name tells the run that made it, by pid.
    """
    parent = _IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None
    try:
        path = tempfile.mkdtemp(prefix=f"freeloop-{os.getpid()}-", dir=parent)
    except OSError as error:
        raise UserError(
            f"cannot make a directory for the run ({error}): set TMPDIR to one with room"
        ) from None
    try:
        yield Path(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)
