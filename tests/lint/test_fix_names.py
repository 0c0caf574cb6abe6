"""No fix writes `asyncio` where that means something else than the module, or nothing yet."""

from pathlib import Path

import pytest
from casefiles import indented, run

APP = """import time
from fastapi import WebSocket, FastAPI
{top}

app = FastAPI()


@app.websocket("/")
async def serve(socket: WebSocket{params}):
    await socket.accept()
{body}
"""

TAKEN = {
    "module": {"top": "asyncio = 3"},
    "another import": {"top": "import uvloop as asyncio"},
    "an import from a module": {"top": "from compat import asyncio"},
    "a class": {"top": "class asyncio: pass"},
    "declared global elsewhere": {"top": "def change():\n    global asyncio\n    asyncio = 3"},
    "a parameter": {"params": ", asyncio=None"},
    "a variable": {"body": "time.sleep(1); asyncio = 3"},
    "a loop": {"body": "for asyncio in socket: time.sleep(1)"},
    "imported later": {"body": "time.sleep(1); import asyncio"},
    "imported below a condition": {"body": "if socket: import asyncio; time.sleep(1)"},
}
FREE = {
    "nothing": {},
    "imported": {"top": "import asyncio"},
    "imported for types": {"top": "from typing import TYPE_CHECKING\nif TYPE_CHECKING: import asyncio"},
    "a part of it imported": {"top": "import asyncio.subprocess"},
    "imported before": {"body": "import asyncio; time.sleep(1)"},
    "another function's": {"top": "def other(asyncio): pass"},
    "an attribute": {"body": "socket.asyncio = 3; time.sleep(1)"},
}


@pytest.mark.parametrize("parts", TAKEN.values(), ids=TAKEN)
def test_it_is_taken(parts: dict[str, str], tmp_path: Path) -> None:
    kind, help_ = _fix(parts, tmp_path)
    assert kind == ""
    said = "not fixed by --unsafe-fixes: `asyncio` is something else there"
    assert help_ == f"use `await asyncio.sleep(...)` ({said})"


@pytest.mark.parametrize("parts", FREE.values(), ids=FREE)
def test_it_is_free(parts: dict[str, str], tmp_path: Path) -> None:
    assert _fix(parts, tmp_path) == ("async-sleep", "use `await asyncio.sleep(...)`")


def test_in_a_function_below_another(tmp_path: Path) -> None:
    text = "async def f(socket, asyncio):\n    async def inner():\n        time.sleep(1)\n    await inner()"
    (tmp_path / "app.py").write_text(APP.format(top=text, params="", body="    await f(socket, 1)"))
    (finding,) = run(tmp_path).findings
    assert finding.fix is None


def _fix(parts: dict[str, str], folder: Path) -> tuple[str, str]:
    filled = {"top": "", "params": "", "body": "time.sleep(1)"} | parts
    (folder / "app.py").write_text(APP.format_map(filled | {"body": indented(filled["body"])}))
    (finding,) = run(folder).findings
    return finding.fix.kind if finding.fix else "", finding.help
