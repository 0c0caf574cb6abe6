"""What is known only by following calls: a lock that a method would need, a context that a thread has of its own."""

from pathlib import Path

import pytest
from casefiles import indented, offered

APP = """import contextvars
import time
from fastapi import Depends, FastAPI, Request

app = FastAPI()
user: contextvars.ContextVar[str] = contextvars.ContextVar("user", default="nobody")
total = 0


class Counter:
    def __init__(self):
        self.n = 0

    def bump(self):
        self.n += 1

    def assign(self):
        self.n = self.n + 1

    def through(self):
        self.bump()

    def look(self):
        return self.n + 1


counter = Counter()
app.state.counter = counter


def name(): user.set("ann")
def deeper(): name()
def given(): return counter
def count():
    global total
    total += 1


@app.get("/score")
async def score(request: Request, x: int):
    rows = 0
    time.sleep(1)
{body}
"""

KEEPS_TO_ITSELF = [
    "user.get()",
    "own = Counter(); own.bump()",
    "Counter().bump()",
    "rows += 1",
    "counter.look()",
]
_LOCK = "where requests run side by side: `{}` then needs a lock"
_CONTEXT = "in a thread: what `{}` does is then seen there alone"
CHANGES = {
    "user.set('ann')": _CONTEXT.format("user.set"),
    "user.reset(request.token)": _CONTEXT.format("user.reset"),
    "deeper()": _CONTEXT.format("user.set"),
    "counter.bump()": _LOCK.format("counter.bump"),
    "counter.assign()": _LOCK.format("counter.assign"),
    "counter.through()": _LOCK.format("counter.through"),
    "same = counter; same.bump()": _LOCK.format("same.bump"),
    "got = given(); got.bump()": _LOCK.format("got.bump"),
    "app.state.counter.bump()": _LOCK.format("app.state.counter.bump"),
    "request.app.state.counter.bump()": _LOCK.format("request.app.state.counter.bump"),
    "count()": _LOCK.format("total"),
}


@pytest.mark.parametrize("body", KEEPS_TO_ITSELF)
def test_what_the_call_made_itself_is_safe(body: str, tmp_path: Path) -> None:
    assert _fix(body, tmp_path) == (True, "make it `def`")


@pytest.mark.parametrize(("body", "reason"), CHANGES.items())
def test_what_a_called_function_changes_is_not(body: str, reason: str, tmp_path: Path) -> None:
    assert _fix(body, tmp_path) == (False, f"make it `def`, {reason}")


def _fix(body: str, folder: Path) -> tuple[bool, str]:
    return offered(APP.replace("{body}", indented(body)), folder)
