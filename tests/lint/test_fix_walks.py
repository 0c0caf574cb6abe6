"""What an endpoint iterates must not be what others fill meanwhile: on the loop they wait, in threads they do not."""

from pathlib import Path

import pytest
from casefiles import indented, offered

APP = """import json
import threading
import time
from contextlib import asynccontextmanager
from fastapi import FastAPI

MODELS, WARM, SEEN, ROWS, NAMES, LOADED, POLLED = {{}}, {{}}, {{}}, [], set(), {{}}, {{}}
QUEUES = {{}}
lock = threading.Lock()
MODELS["a"] = 1


def load(): warm("b")
def warm(name): WARM[name] = 1
async def fetch(): LOADED["a"] = 1
def poll(): POLLED.update(b=1)


@asynccontextmanager
async def lifespan(app):
    load()
    await fetch()
    threading.Thread(target=poll).start()
    yield


app = FastAPI(lifespan=lifespan)


class Controller:
    rows: list = []

    def __init__(self):
        self.workers, self.fixed, self.local = {{}}, {{}}, {{}}
        self.fixed["a"] = 1

    def register(self, name): self.workers[name] = 1
    def names(self): return [name for name in self.workers]
    def all_fixed(self): return [name for name in self.fixed]
    def kept(self): return self.workers


def each(rows): return [row for row in rows]
def other(MODELS): MODELS["a"] = 1


controller = Controller()


@app.post("/register")
def register(name: str):
    SEEN[name] = 1
    known = ROWS
    known.append(name)
    NAMES.discard(name)
    QUEUES[name].append(1)
    local = {{}}
    local[name] = MODELS = {{}}
    MODELS[name] = 1
    controller.register(name)


@app.get("/status")
async def status(x: int):
    time.sleep(1)
{body}
"""

CHANGE_MEANWHILE = {
    "for n in SEEN: print(n)": "SEEN",
    "for n, v in SEEN.items(): print(n)": "SEEN",
    "return [n for n in SEEN]": "SEEN",
    "return max(SEEN)": "SEEN",
    "return list(SEEN.values())": "SEEN",
    "return sorted(SEEN.items())": "SEEN",
    "return json.dumps(SEEN)": "SEEN",
    "return dict(enumerate(ROWS))": "ROWS",
    "return sum(1 for n in NAMES)": "NAMES",
    "return [n for n in QUEUES.get(x)]": "QUEUES.get(...)",
    "known = SEEN; return [n for n in known]": "known",
    "return controller.names()": "self.workers",
    "return any(controller.workers)": "controller.workers",
    "return each(SEEN)": "rows",
    "return each(rows=controller.workers)": "rows",
    "return SEEN": "SEEN",
    "return {'seen': SEEN}": "SEEN",
    "return [n for n in POLLED]": "POLLED",
}
STAY = [
    "return [n for n in MODELS]",
    "return [n for n in WARM]",
    "return [n for n in LOADED]",
    "return controller.all_fixed()",
    "return list(SEEN)",
    "return sorted(SEEN)",
    "return SEEN.get(x)",
    "return x in SEEN, len(SEEN)",
    "seen = dict(SEEN); return [n for n in seen]",
    "with lock: return [n for n in SEEN]",
    "SEEN = {}; return [n for n in SEEN]",
    "return [n for n in QUEUES]",
    "return each([1, 2])",
]


@pytest.mark.parametrize(("body", "named"), CHANGE_MEANWHILE.items())
def test_what_others_change_is_not_iterated_in_a_thread(body: str, named: str, tmp_path: Path) -> None:
    reason = f"where requests run side by side: `{named}` may then change while it is iterated"
    assert _fix(body, tmp_path) == (False, f"make it `def`, {reason}")


@pytest.mark.parametrize("body", STAY)
def test_what_start_up_has_filled_or_a_copy_is(body: str, tmp_path: Path) -> None:
    assert _fix(body, tmp_path) == (True, "make it `def`")


def _fix(body: str, folder: Path) -> tuple[bool, str]:
    return offered(APP.format(body=indented(body)), folder)
