"""What an endpoint changes that outlives the call: `def` would have requests change it side by side."""

from pathlib import Path

import pytest
from casefiles import offered

APP = """import json
import time
from fastapi import FastAPI, Request

app = FastAPI()
SEEN = {{}}
count = 0


@app.get("/score")
async def score(request: Request, x: int):
    rows, counts = [], {{}}
    time.sleep(1)
{body}
"""

KEEPS_TO_ITSELF = [
    "rows.append(x); counts[x] = 1",
    "for row in rows: row.seen = True",
    "with open('settings') as file: file.read()",
    "return 'a-b'.replace('-', '_')",
    "return SEEN.get(x)",
]
CHANGES = {
    "SEEN[x] = 1": "SEEN[...]",
    "SEEN.update(counts)": "SEEN.update",
    "global count; count += 1": "count",
    "with open('seen', 'a') as file: print(x, file=file)": "open",
    "request.app.state.queue.put_nowait(x)": "request.app.state.queue.put_nowait",
    "json.dump(rows, open('rows', mode='w'))": "json.dump",
}


@pytest.mark.parametrize("body", KEEPS_TO_ITSELF)
def test_what_the_call_made_itself_is_safe(body: str, tmp_path: Path) -> None:
    assert _fix(body, tmp_path) == (True, "make it `def`")


@pytest.mark.parametrize(("body", "named"), CHANGES.items())
def test_what_outlives_the_call_is_not(body: str, named: str, tmp_path: Path) -> None:
    note = f"make it `def`, where requests run side by side: `{named}` then needs a lock"
    assert _fix(body, tmp_path) == (False, note)


GIVEN = """import time
from typing import Annotated
from fastapi import Depends, FastAPI

app = FastAPI()
count = 0


{kind}def counted():
    global count
    count += 1
    return count


def numbered(number: int = Depends(counted)):
    return number


Number = Annotated[int, Depends(numbered)]


@app.get("/score"{route})
async def score({param}):
    time.sleep(1)
"""


@pytest.mark.parametrize("kind", ["", "async "])
@pytest.mark.parametrize(
    ("param", "route"),
    [
        ("x: int = Depends(counted)", ""),
        ("x: Annotated[int, Depends(numbered)]", ""),
        ("x: Number", ""),
        ("", ", dependencies=[Depends(counted)]"),
    ],
)
def test_what_a_dependency_changes_is_not(kind: str, param: str, route: str, tmp_path: Path) -> None:
    note = "make it `def`, where requests run side by side: `count` then needs a lock"
    assert offered(GIVEN.format(kind=kind, param=param, route=route), tmp_path) == (False, note)


def _fix(body: str, folder: Path) -> tuple[bool, str]:
    lines = "\n".join(f"    {line}" for line in body.split("; "))
    return offered(APP.format(body=lines), folder)
