"""What a thread made and no other may use: who is given it, or gives it, stays on the loop."""

from pathlib import Path

import pytest
from casefiles import offered, run

APP = """import sqlite3
import time
from fastapi import Depends, FastAPI

app = FastAPI()


async def opened():
    connection = sqlite3.connect("x.db")
    try:
        yield connection
    finally:
        connection.close()


def path(): return "x.db"


@app.get("/")
async def rows({params}):
    time.sleep(1)
    return {value}


async def returned():
    time.sleep(1)
    return sqlite3.connect("x.db")


@app.get("/two", dependencies=[Depends(returned)])
def two(): ...
"""

BOUND = [
    "db: sqlite3.Connection = Depends(opened)",
    "db = Depends(opened)",
    "db: sqlite3.Cursor",
    "x: int, db=Depends(returned)",
]


@pytest.mark.parametrize("params", BOUND)
def test_who_is_given_it_stays_async(params: str, tmp_path: Path) -> None:
    kinds = _kinds(APP.format(params=params, value=1), tmp_path)
    assert kinds == {"rows": "async-sleep", "returned": "async-sleep"}


def test_others_do_not(tmp_path: Path) -> None:
    kinds = _kinds(APP.format(params="db: str = Depends(path)", value="db"), tmp_path)
    assert kinds == {"rows": "drop-async", "returned": "async-sleep"}


SHARED = "db: sqlite3.Connection = Depends(opened)"


def test_what_threads_may_share_is_no_reason(tmp_path: Path) -> None:
    text = APP.replace('"x.db")', '"x.db", check_same_thread=False)')
    kinds = _kinds(text.format(params=SHARED, value='db.execute("select 1")'), tmp_path)
    assert kinds == {"rows": "drop-async", "returned": "drop-async"}


KEPT = """import sqlite3
import time
from fastapi import FastAPI

app = FastAPI()
db = sqlite3.connect("x.db", check_same_thread=False)


@app.get("/")
async def rows():
    time.sleep(1)
    return db.execute("select 1").fetchall()
"""


def test_one_that_requests_share_needs_a_lock(tmp_path: Path) -> None:
    note = "make it `def`, where requests run side by side: `db` then needs a lock"
    assert offered(KEPT, tmp_path) == (False, note)


def _kinds(text: str, folder: Path) -> dict[str, str]:
    (folder / "app.py").write_text(text)
    sleeps = [finding for finding in run(folder).findings if finding.sink.call == "time.sleep"]
    return {finding.function: finding.fix.kind for finding in sleeps if finding.fix is not None}
