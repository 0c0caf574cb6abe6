"""A plain `def` is advised only where the framework runs one in a thread."""

from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.findings import Finding

SLEEPS = "(*given):\n    time.sleep(1)\n"
POOLED = {
    "starlette": "from starlette.routing import Route\nasync def f{}Route('/', f)",
    "starlette, errors": "import starlette.applications as s\nasync def f{}s.Starlette(exception_handlers={{404: f}})",
    "quart": "from quart import Quart\napp = Quart('a')\n@app.get('/')\nasync def f{}",
    "quart, errors": "from quart import Quart\napp = Quart('a')\n@app.errorhandler(404)\nasync def f{}",
    "quart, tasks": "from quart import Quart\napp = Quart('a')\nasync def f{}app.add_background_task(f)",
}
ON_THE_LOOP = {
    "aiohttp": "from aiohttp import web\nasync def f{}web.Application().router.add_get('/', f)",
    "litestar": "from litestar import get\n@get('/')\nasync def f{}",
    "sanic": "from sanic import Sanic\napp = Sanic('a')\n@app.get('/')\nasync def f{}",
    "sanic, errors": "from sanic import Sanic\napp = Sanic('a')\n@app.exception(ValueError)\nasync def f{}",
    "sanic, signals": "from sanic import Sanic\napp = Sanic('a')\n@app.signal('a.b.c')\nasync def f{}",
    "sanic, tasks": "from sanic import Sanic\napp = Sanic('a')\nasync def f{}app.add_task(f)",
    "discord, tasks": "from discord.ext import tasks\n@tasks.loop(seconds=5)\nasync def f{}",
    "telegram, jobs": "from telegram.ext import JobQueue\nasync def f{}JobQueue().run_once(f, 1)",
    "livekit": "from livekit.agents import WorkerOptions\nasync def f{}WorkerOptions(f, entrypoint_fnc=f)",
}


def _only(folder: Path, text: str) -> Finding:
    (folder / "app.py").write_text(f"import time\n{text.format(SLEEPS)}\n")
    (finding,) = run(folder).findings
    return finding


@pytest.mark.parametrize("text", POOLED.values(), ids=POOLED)
def test_a_def_that_a_thread_runs_is_advised(tmp_path: Path, text: str) -> None:
    finding = _only(tmp_path, text)
    assert finding.fix is not None
    assert finding.fix.kind == "drop-async"


@pytest.mark.parametrize("text", ON_THE_LOOP.values(), ids=ON_THE_LOOP)
def test_a_def_that_the_loop_runs_is_not_advised(tmp_path: Path, text: str) -> None:
    finding = _only(tmp_path, text)
    assert finding.fix is not None
    assert finding.fix.kind == "async-sleep"
    assert "`def`" not in finding.help


@pytest.mark.parametrize("made", ["@get('/')\ndef f{}", "def f{}Provide(f)"])
def test_litestar_runs_a_def_in_a_thread_if_told(tmp_path: Path, made: str) -> None:
    finding = _only(tmp_path, f"from litestar import get\nfrom litestar.di import Provide\n{made}")
    assert finding.help.startswith("hand it over with `sync_to_thread=True`, or make `f` async")
    assert finding.fix is None


def test_sanic_calls_the_handler_of_a_signal_on_the_loop(tmp_path: Path) -> None:
    finding = _only(tmp_path, "from sanic import Sanic\napp = Sanic('a')\n@app.signal('a.b.c')\ndef f{}")
    assert finding.help.startswith("make `f` async")
