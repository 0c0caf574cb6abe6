"""No `await` is put where the thread holds something, nor in front of what enters a `with` only later."""

from pathlib import Path

import pytest
from casefiles import indented, run

APP = """import contextlib, multiprocessing, threading, time, warnings
from contextlib import contextmanager
import filelock, portalocker, redis, requests, torch
import tensorflow as tf
from fastapi import WebSocket, FastAPI

app = FastAPI()
lock, other = threading.Lock(), threading.RLock()
files = filelock.FileLock("x")
graph = tf.Graph()


@contextmanager
def locked():
    with lock:
        yield


@contextmanager
def taken():
    lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def opened():
    requests.get("x")
    yield 1


def made():
    time.sleep(1)
    return opened()


class Guard:
    def __init__(self): self.lock = threading.Lock()
    def __enter__(self): self.lock.acquire()
    def __exit__(self, *_): self.lock.release()


class Session:
    def __init__(self): time.sleep(1)
    def __enter__(self): return self
    def __exit__(self, *_): pass


def helper(): time.sleep(1)
def keeps():
    other.acquire()
    time.sleep(1)
def gives_back():
    with lock: time.sleep(1)
    other.acquire()
    other.release()


guard = Guard()


@app.websocket("/")
async def serve(socket: WebSocket, unknown_lock, pool):
    await socket.accept()
{body}
"""

HELD = {
    "with lock: time.sleep(1)": "lock",
    "with other: helper()": "other",
    "with threading.Semaphore(): helper()": "threading.Semaphore(...)",
    "with multiprocessing.Lock(): helper()": "multiprocessing.Lock(...)",
    "with files: helper()": "files",
    "with files.acquire(): helper()": "files.acquire(...)",
    "with redis.Redis().lock('x'): helper()": "redis.Redis(...).lock(...)",
    "with unknown_lock: helper()": "unknown_lock",
    "lock.acquire(); time.sleep(1); lock.release()": "lock",
    "lock.acquire(); try:;     helper(); finally:;     lock.release()": "lock",
    "if lock.acquire(blocking=False): helper()": "lock",
    "with open('x'), lock: helper()": "lock",
    "with lock, open(helper()): pass": "lock",
    "with locked(): helper()": "locked(...)",
    "with taken(): helper()": "taken(...)",
    "with guard: helper()": "guard",
    "with pool.get_lock(1): helper()": "pool.get_lock(...)",
    "with portalocker.Lock('x'): helper()": "portalocker.Lock(...)",
    "with contextlib.ExitStack() as stack:;     stack.enter_context(lock);     helper()": "lock",
    "with torch.no_grad(): helper()": "torch.no_grad(...)",
    "with torch.autocast('cpu'): helper()": "torch.autocast(...)",
    "with torch.cuda.device(1): helper()": "torch.cuda.device(...)",
    "with graph.as_default(): helper()": "graph.as_default(...)",
    "with tf.device('x'): helper()": "tf.device(...)",
    "with contextlib.redirect_stdout(socket): helper()": "contextlib.redirect_stdout(...)",
    "with warnings.catch_warnings(): helper()": "warnings.catch_warnings(...)",
}
NOT_HELD = [
    "with lock: pass; time.sleep(1)",
    "lock.acquire(); lock.release(); helper()",
    "await unknown_lock.acquire(); helper()",
    "async with unknown_lock: helper()",
    "with open('x'): helper()",
    "with opened() as x: helper()",
    "with Session() as x: pass",
    "gives_back()",
    "with pool.blocks: helper()",
]
ENTERED = ["with made() as x: pass", "keeps()"]


@pytest.mark.parametrize(("body", "over"), HELD.items())
def test_what_stands_under_it_goes_to_no_thread_alone(body: str, over: str, tmp_path: Path) -> None:
    fixes = _fixes(body, tmp_path)
    call = "one function that is called through `await asyncio.to_thread(...)`"
    help_ = (
        f"do all that stands under `{over}` in {call}; "
        f"no `await` may stand there, since `{over}` holds for all tasks of the thread"
    )
    assert fixes == {"": help_}


@pytest.mark.parametrize("body", NOT_HELD)
def test_what_does_not_goes(body: str, tmp_path: Path) -> None:
    assert _fixes(body, tmp_path).keys() <= {"async-sleep", "to-thread"}


@pytest.mark.parametrize("body", ENTERED)
def test_what_a_thread_would_only_begin_goes_to_none(body: str, tmp_path: Path) -> None:
    assert _fixes(body, tmp_path).keys() == {""}


def test_what_holds_the_gil_is_sent_to_no_thread_from_there_either(tmp_path: Path) -> None:
    body = indented("with lock: xmltodict.parse(await socket.receive_text())")
    (tmp_path / "app.py").write_text(APP.format(body=f"    import xmltodict\n{body}"))
    (finding,) = (f for f in run(tmp_path).findings if f.sink.call == "xmltodict.parse")
    assert "thread(" not in finding.help


def _fixes(body: str, folder: Path) -> dict[str, str]:
    """Give the fixes of what sleeps, empty where there is none, each with what is said."""
    (folder / "app.py").write_text(APP.format(body=indented(body)))
    findings = [finding for finding in run(folder).findings if finding.sink.call == "time.sleep"]
    assert findings
    return {finding.fix.kind if finding.fix else "": finding.help for finding in findings}
