"""What is left of a traceback for its reader."""

from __future__ import annotations

from pathlib import Path

import pytest

import freeloop
from freeloop.own_traceback import users_part

OURS = f"""\
  File "{Path(freeloop.__file__).parent}/agent/asgi.py", line 79, in _lifespan
    await self._application(scope, receive, watch)
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
"""
IMPORTING = """\
  File "/usr/lib/python3.11/importlib/__init__.py", line 126, in import_module
    return _bootstrap._gcd_import(name[level:], package, level)
  File "<frozen importlib._bootstrap>", line 1204, in _gcd_import
"""
SERVER = """\
  File "/venv/lib/python3.11/site-packages/uvicorn/lifespan/on.py", line 86, in main
    await app(scope, self.receive, self.send)
"""
USERS = """\
  File "/srv/shop/main.py", line 4, in load
    open(path)
"""
LIBRARY = """\
  File "/venv/lib/python3.11/site-packages/torch/serialization.py", line 9, in load
    raise RuntimeError("corrupt")
"""
HEAD, TAIL = "Traceback (most recent call last):\n", "RuntimeError: corrupt"
GROUP = """\
  + Exception Group Traceback (most recent call last):
{0}  | ExceptionGroup: two (1 sub-exception)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
{1}    | ValueError: no
    +------------------------------------"""


def _indented(text: str, indent: str) -> str:
    return "".join(f"{indent}{line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (HEAD + OURS + SERVER + USERS + LIBRARY + TAIL, HEAD + USERS + LIBRARY + TAIL),
        (HEAD + IMPORTING + USERS + TAIL, HEAD + USERS + TAIL),
        # Nothing of the user's: where the server stood is better than nothing.
        (HEAD + OURS + SERVER + TAIL, HEAD + SERVER + TAIL),
        (HEAD + OURS + TAIL, HEAD + TAIL),
        ("WARNING: no frames at all", "WARNING: no frames at all"),
        ("", ""),
        (
            GROUP.format(_indented(SERVER + USERS, "  | "), _indented(OURS + USERS, "    | ")),
            GROUP.format(_indented(USERS, "  | "), _indented(USERS, "    | ")).strip(),
        ),
    ],
)
def test_users_part(text: str, kept: str) -> None:
    assert users_part(text) == kept
