"""No fix puts an `await` into a generator expression, which would become an asynchronous one; the help says so."""

from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.findings import Finding

APP = """import time
import requests
from fastapi import FastAPI, Request

app = FastAPI()


def slow(n): time.sleep(n); return [n]


@app.get("/")
async def total(request: Request):
    await request.body()
    return {value}
"""
AHEAD = "make the generator expression a list comprehension, and "

INSIDE = [
    "sum(len(slow(i)) for i in range(3))",
    "any(requests.get(u).ok for u in 'ab')",
    "sum(i for i in range(3) for j in slow(i))",
    "sum(i for i in range(3) if slow(i))",
    "sum(len([slow(j) for j in range(i)]) for i in range(3))",
]
OUTSIDE = [
    "sum([len(slow(i)) for i in range(3)])",
    "{i: slow(i) for i in range(3)}",
    "sum(i for i in slow(3))",
]


@pytest.mark.parametrize("value", INSIDE)
def test_nothing_is_awaited_in_a_generator_expression(value: str, tmp_path: Path) -> None:
    finding = _only(value, tmp_path)
    assert finding.fix is None
    assert finding.help.startswith(AHEAD)


@pytest.mark.parametrize("value", OUTSIDE)
def test_elsewhere_it_is(value: str, tmp_path: Path) -> None:
    finding = _only(value, tmp_path)
    assert finding.fix is not None
    assert not finding.help.startswith(AHEAD)


def test_nothing_is_awaited_in_the_body_of_a_class(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP.replace("return {value}", "class C:\n        x = requests.get('a')"))
    (finding,) = run(tmp_path).findings
    assert finding.fix is None
    assert finding.help.startswith("move it out of the class body, and use")


def _only(value: str, folder: Path) -> Finding:
    (folder / "app.py").write_text(APP.format(value=value))
    (finding,) = run(folder).findings
    return finding
