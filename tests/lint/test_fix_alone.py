"""An endpoint becomes `def` safely only if nothing it calls needs the loop, and nobody but the framework uses it."""

from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.findings import FixNote
from freeloop_lint.settings import Settings

APP = """import asyncio
import time
from fastapi import BackgroundTasks, Depends, FastAPI

app = FastAPI()
{top}

@app.get("/plain")
async def plain(x: int = 1):
    time.sleep(1)
    {body}
"""

NEED_THE_LOOP = {
    "asyncio.create_task": "def helper(): asyncio.create_task(outside())",
    "ensure_future": "from asyncio import ensure_future\ndef helper(): ensure_future(outside())",
    "running loop, two calls below": "def low(): return asyncio.get_running_loop()\ndef helper(): return low()",
    "current task": "def helper(): return asyncio.current_task().get_name()",
    "a loop of unknown type": "def helper(): holder.loop.call_soon(print)",
    "an event of the loop": "event = asyncio.Event()\ndef helper(): event.set()",
    "a client bound to the loop": "import aiohttp\ndef helper(): return aiohttp.ClientSession()",
    "inside a cycle": "def helper(n=3): return other(n)\ndef other(n): asyncio.current_task(); return helper(n)",
}
NEED_NO_LOOP = {
    "from any thread": "def helper(): holder.loop.call_soon_threadsafe(print)",
    "no loop at all": "def helper(): return len('a')",
}


@pytest.mark.parametrize("top", NEED_THE_LOOP.values(), ids=NEED_THE_LOOP)
def test_a_helper_that_needs_the_loop_keeps_its_caller_async(top: str, tmp_path: Path) -> None:
    fix = _fix(APP.format(top=top, body="helper()"), tmp_path)
    assert fix is None or fix.kind != "drop-async"


@pytest.mark.parametrize("top", NEED_NO_LOOP.values(), ids=NEED_NO_LOOP)
def test_other_helpers_do_not(top: str, tmp_path: Path) -> None:
    assert _is_safe(_fix(APP.format(top=top, body="helper()"), tmp_path))


WAITS = [
    "return [y async for y in outside()]",
    "return (lambda y=await outside(): y)",
    "return f'{x:{await outside()}}'",
    "assert x, await outside()",
    "async def inner(): ...",
]


@pytest.mark.parametrize("body", WAITS)
def test_what_awaits_anywhere_in_it_stays_async(body: str, tmp_path: Path) -> None:
    fix = _fix(APP.format(top="", body=body), tmp_path)
    assert fix is None or fix.kind != "drop-async"


def test_a_guard_that_awaits_keeps_it_async(tmp_path: Path) -> None:
    body = "match x:\n        case 1 if await outside(): pass"
    fix = _fix(APP.format(top="", body=body), tmp_path)
    assert fix is None or fix.kind != "drop-async"


METHOD = """import time
from fastapi import FastAPI

app = FastAPI()


class Service:
    async def {name}(self):
        time.sleep(1)


app.add_api_route("/x", Service().{name})
"""


@pytest.mark.parametrize(("name", "is_safe"), [("score", False), ("other", True), ("get", True)])
def test_a_method_that_some_object_is_awaited_for_is_unsafe(
    name: str,
    is_safe: bool,  # noqa: FBT001 - a row of the table
    tmp_path: Path,
) -> None:
    files = {"t.py": "async def f(service):\n    await service.score()\n    await client.get()\n"}
    assert _is_safe(_fix(METHOD.format(name=name), tmp_path, files)) == is_safe


def test_the_end_of_a_statement_is_handed_to_no_thread(tmp_path: Path) -> None:
    body = "await asyncio.sleep(0)\n    with ThreadPoolExecutor() as pool:\n        pool.submit(print)"
    top = "from concurrent.futures import ThreadPoolExecutor"
    (tmp_path / "app.py").write_text(APP.format(top=top, body=body))
    _, finding = run(tmp_path).findings
    assert (finding.code, finding.fix) == ("FL206", None)


USES = {
    "awaited in a test": (
        "tests/test_app.py",
        "from app import plain\nasync def test():\n    await plain()\n",
        3,
    ),
    "run by a script": ("run.py", "import anyio\nimport app\nportal.call(app.plain)\n", 3),
    "gathered under another name": ("run.py", "import app as m\nx = [m.plain()]\n", 2),
    "from a module under another name": ("run.py", "from app import plain as p\ncoroutine = p(3)\n", 2),
    "given on by a package": ("web/__init__.py", "x = 1\nfrom app import plain\n", 2),
    "replaced by name in a test": (
        "tests/test_app.py",
        'from unittest.mock import patch\n\n@patch("app.plain")\ndef test(mock): ...\n',
        3,
    ),
    "replaced by name from another root": ("t.py", 'x = 1\nmocker.patch("service.app.plain", fake)\n', 2),
    "replaced as an attribute": ("t.py", 'import app\nmonkeypatch.setattr(app, "plain", fake)\n', 2),
    "replaced as an object's": ("t.py", 'import app as m\npatch.object(m, "plain")\n', 2),
    "named to a runner": ("t.py", 'x = 1\nrun("app:plain")\n', 2),
    "everything from it": ("run.py", "from app import *\nplain()\n", 2),
}
NO_USES = {
    "a function of that name": {"run.py": "import app\n\ndef plain(): ...\n\nplain()\n"},
    "its own name in a function": {
        "run.py": "from app import plain\nDepends(plain)\ndef f(plain): plain()\n"
    },
    "as a dependency": {"run.py": "import app\nfrom fastapi import Depends\n\nx = Depends(app.plain)\n"},
    "as a background task": {"run.py": "from app import plain\n\ndef f(tasks): tasks.add_task(plain)\n"},
    "replaced in tests": {"t.py": "from app import app, plain\n\napp.dependency_overrides[plain] = print\n"},
    "named in a text": {"t.py": 'import app\nx = "see app.plain for more"\ny = "plain"\nz = "a.b.plain"\n'},
    "an attribute of something else": {"t.py": 'import app\nmonkeypatch.setattr(other, "plain", fake)\n'},
    "a method": {"run.py": "from app import app\n\napp.plain()\n"},
    "no Python": {"run.py": "from app import plain (\n"},
}


@pytest.mark.parametrize(("path", "text", "line"), USES.values(), ids=USES)
def test_a_use_makes_it_unsafe(path: str, text: str, line: int, tmp_path: Path) -> None:
    fix = _fix(APP.format(top="", body=""), tmp_path, {path: text})
    assert fix is not None
    assert (fix.safe, fix.note) == (False, f"make it `def`; `{path}:{line}` uses it, too")


TOO_DEEP = {"a chain of calls": "x = a" + ".b()" * 2000, "signs": "x = " + "-" * 20_000 + "1"}


@pytest.mark.parametrize("text", TOO_DEEP.values(), ids=TOO_DEEP)
def test_a_file_too_deep_to_look_at_may_use_it(text: str, tmp_path: Path) -> None:
    fix = _fix(APP.format(top="", body=""), tmp_path, {"gen.py": f"from app import plain\n{text}\n"})
    assert fix is not None
    assert (fix.safe, fix.note) == (False, "make it `def`; `gen.py`, nested too deeply, may use it, too")


@pytest.mark.parametrize("files", NO_USES.values(), ids=NO_USES)
def test_what_the_framework_is_given_is_no_use(files: dict[str, str], tmp_path: Path) -> None:
    assert _is_safe(_fix(APP.format(top="", body=""), tmp_path, files))


def test_what_a_script_runs_as_its_main_stays_async(tmp_path: Path) -> None:
    files = {"run.py": "import asyncio\nimport app\nasyncio.run(app.plain())\n"}
    fix = _fix(APP.format(top="", body=""), tmp_path, files)
    assert fix is None or fix.kind != "drop-async"


def test_a_use_in_its_own_file_or_an_excluded_one(tmp_path: Path) -> None:
    assert not _is_safe(_fix(APP.format(top="def later(): return plain()", body=""), tmp_path))
    settings = Settings(cache=False, exclude=("tests",))
    files = {"tests/test_app.py": "from app import plain\nplain()\n"}
    assert not _is_safe(_fix(APP.format(top="", body=""), tmp_path, files, settings))


def test_a_use_that_comes_later_is_seen_beside_a_cache(tmp_path: Path) -> None:
    """Tests are none of the files from which findings follow, so the cache gives the findings of before."""
    settings = Settings()
    assert _is_safe(_fix(APP.format(top="", body=""), tmp_path, {}, settings))
    files = {"tests/test_app.py": "from app import plain\nplain()\n"}
    assert not _is_safe(_fix(APP.format(top="", body=""), tmp_path, files, settings))


def _is_safe(fix: FixNote | None) -> bool:
    return fix is not None and fix.kind == "drop-async" and fix.safe


def _fix(
    app: str, folder: Path, files: dict[str, str] | None = None, settings: Settings | None = None
) -> FixNote | None:
    for name, text in {"app.py": app, **(files or {})}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    (fix,) = {finding.fix for finding in run(folder, settings).findings if finding.sink.call == "time.sleep"}
    return fix
