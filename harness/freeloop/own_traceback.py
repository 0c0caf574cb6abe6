"""A traceback as its reader needs it: the frames of their own code, without what carried the call there."""

from __future__ import annotations

import os
import re
import traceback
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Generator

_OWN = str(Path(__file__).resolve().parent) + os.sep
_FRAME = re.compile(r'^(?P<indent>[ |+]*)File "(?P<path>[^"]+)", line \d+')
_CARRIERS = (
    "asyncio",
    "uvicorn",
    "hypercorn",
    "uvloop",
    "starlette",
    "fastapi",
    "contextlib",
    "multiprocessing",
)
"""Packages that stand between freeloop and the application; of interest only where nothing else is left."""


def users_part(text: str) -> str:
    """The text without freeloop's frames and those of the import machinery, the server and the framework.

    Works on any text that holds tracebacks, such as a server's log. Where nothing but a carrier's frames would be
    left to name a place, they stay.
    """
    kept = _without(text, is_carrier_hidden=True)
    return kept if any(map(_FRAME.match, kept.splitlines())) else _without(text, is_carrier_hidden=False)


@contextmanager
def users_code(what: str) -> Generator[None]:
    """Whatever the user's own code within raises becomes a UserError, even sys.exit: the exit code is freeloop's.

    `what` says in the sentence where it was raised; their frames stand below it. What asks the run to end or to go
    elsewhere passes: Ctrl-C, pytest's outcomes.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        problem = ": ".join(filter(None, (type(error).__name__, str(error)))).partition("\n")[0]
        details = users_part("".join(traceback.format_exception(error)))
        raise UserError(f"{what} {problem}: mend it", details=details) from error


def _without(text: str, *, is_carrier_hidden: bool) -> str:
    kept: list[str] = []
    hidden_indent: int | None = None
    for line in text.strip().splitlines():
        frame = _FRAME.match(line)
        if frame is not None:
            is_hidden = _is_hidden(frame["path"], is_carrier_hidden=is_carrier_hidden)
            hidden_indent = len(frame["indent"]) if is_hidden else None
        elif hidden_indent is not None and _indent(line) <= hidden_indent:
            hidden_indent = None
        if hidden_indent is None:
            kept.append(line)
    return "\n".join(kept)


def _is_hidden(path: str, *, is_carrier_hidden: bool) -> bool:
    if path.startswith((_OWN, "<frozen importlib", "<frozen runpy")) or f"{os.sep}importlib{os.sep}" in path:
        return True
    parts = Path(path.removesuffix(".py")).parts
    return is_carrier_hidden and _is_installed(path) and any(name in parts for name in _CARRIERS)


def _is_installed(path: str) -> bool:
    """Not of the application, which may have a package of the same name as a carrier."""
    return any(f"{os.sep}{name}" in path for name in ("site-packages", "dist-packages", "lib/python"))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" |+"))
