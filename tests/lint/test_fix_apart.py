"""A helper that works, or is seen, in its caller's thread only is handed to none: a call below it may be."""

from pathlib import Path

import pytest
from casefiles import run

APP = """import asyncio, contextvars, signal, threading, time
from fastapi import WebSocket, FastAPI

app = FastAPI()
jobs, done = asyncio.Queue(), asyncio.Event()
user = contextvars.ContextVar("user")
local = threading.local()


async def audit(): pass
def low(): asyncio.create_task(audit())
{helper}


@app.websocket("/")
async def serve(socket: WebSocket):
    await socket.accept()
    helper()
    print(local.name)
"""

STAYS = {
    "def helper(): time.sleep(1); asyncio.create_task(audit())": "`helper` needs the thread of the loop",
    "def helper(): time.sleep(1); low()": "`helper` needs the thread of the loop",
    "def helper(): time.sleep(1); asyncio.get_running_loop()": "`helper` needs the thread of the loop",
    "def helper(): time.sleep(1); jobs.put_nowait(1)": "`helper` needs the thread of the loop",
    "def helper(): time.sleep(1); done.set()": "`helper` needs the thread of the loop",
    "def helper(): time.sleep(1); signal.signal(2, print)": "`helper` needs the thread of the loop",
    "def helper(): user.set(time.sleep(1))": "`user.set` in `helper` is of the thread, or task, that calls it",
    "def helper(): time.sleep(1); logged()\ndef logged(): user.set(1)": (
        "`user.set` in `helper` is of the thread, or task, that calls it"
    ),
    "def helper(): local.name = time.sleep(1)": (
        "`local.name` in `helper` is of the thread, or task, that calls it"
    ),
    "def helper(): time.sleep(1); return local.name": (
        "`local.name` in `helper` is of the thread, or task, that calls it"
    ),
}
GOES = [
    "def helper(): time.sleep(1); asyncio.run(audit())",
    "def helper(): time.sleep(1); asyncio.run_coroutine_threadsafe(audit(), loop)",
    "def helper(): token = user.set(1); time.sleep(1); user.reset(token)",
    "def helper(): time.sleep(1); return user.get()",
    "def helper():\n    if not hasattr(local, 'x'): local.x = time.sleep(1)\n    return local.x",
    "def opened(): local.x = 1\ndef helper(): opened(); time.sleep(1); return getattr(local, 'x')",
    "def helper(): time.sleep(1); threading.Event().set()",
]


@pytest.mark.parametrize(("helper", "note"), STAYS.items())
def test_it_stays_and_what_it_waits_for_goes(helper: str, note: str, tmp_path: Path) -> None:
    way = "make `helper` async and use `await asyncio.sleep(...)`"
    assert _fix(helper, tmp_path) == ("", f"{way}; {note}")


@pytest.mark.parametrize("helper", GOES)
def test_another_goes(helper: str, tmp_path: Path) -> None:
    assert _fix(helper, tmp_path)[0] == "to-thread"


def _fix(helper: str, folder: Path) -> tuple[str, str]:
    (folder / "app.py").write_text(APP.format(helper=helper))
    (finding,) = (f for f in run(folder).findings if f.sink.call == "time.sleep" and f.function == "serve")
    return finding.fix.kind if finding.fix else "", finding.help
