"""Files of all kinds: tried before anything is measured, replaced only when there is something new."""

from __future__ import annotations

import os
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop.report.subject import Report


def renderer_of(kind: str) -> Callable[[Report], str]:
    """What writes a `html`, `markdown` or `speedscope` report.

    Raises:
        UserError: what it needs is not installed.
    """
    module = import_module(f"freeloop.report.{kind}")  # only what is wanted: one may need an extra
    if kind == "html":
        module.check_installed()
    render: Callable[[Report], str] = module.render
    return render


def check_writable(option: str, path: Path) -> None:
    """Find out whether a file can be written, and leave what it holds.

    Raises:
        UserError: it cannot, as `option` asks for.
    """
    try:
        # A file that is not there yet is tried by its folder.
        os.close(os.open(path, os.O_WRONLY) if path.exists() else _open_new_in(path.parent))
    except OSError as error:
        raise _not_written(option, path, error) from None


def write(option: str, path: Path, text: str) -> None:
    """Write a file.

    Raises:
        UserError: it could not be.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _not_written(option, path, error) from None


def _open_new_in(folder: Path) -> int:
    descriptor, name = tempfile.mkstemp(dir=folder)
    Path(name).unlink()
    return descriptor


def _not_written(option: str, path: Path, error: OSError) -> UserError:
    return UserError(f"{option} {str(path)!r} cannot be written ({error.strerror}): give another path")
