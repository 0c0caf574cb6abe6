"""A finding in a callback or a task counts for its own file, and for the one that hands it to the loop."""

import json
from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.check import check, find_targets
from freeloop_lint.findings import Finding
from freeloop_lint.report.sarif import render
from freeloop_lint.settings import Settings

JOBS = "import time\n\n\ndef tick(job=None):\n    time.sleep(1)\n"
APP = """import asyncio
import functools
from fastapi import FastAPI
from jobs import tick

app = FastAPI()


@app.get("/a")
async def a():
    loop = asyncio.get_running_loop()
    {}
"""
WAYS = (
    "loop.call_soon(tick)",
    "loop.call_soon_threadsafe(tick)",
    "loop.call_later(1, tick)",
    "loop.call_at(1, callback=tick)",
    "loop.call_soon(functools.partial(tick, 1))",
    "loop.add_reader(0, tick)",
    "loop.add_signal_handler(2, tick)",
    "loop.create_task(app.state.job()).add_done_callback(tick)",
    "asyncio.current_task().add_done_callback(tick)",
)


def _asked(folder: Path, name: str, *, cache: bool = False) -> list[Finding]:
    (target,) = find_targets([name], folder)
    return list(check(target, Settings(cache=cache), folder).findings)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "jobs.py").write_text(JOBS)
    (tmp_path / "other.py").write_text("async def f(): ...\n")
    return tmp_path


@pytest.mark.parametrize("way", WAYS)
def test_it_says_where_it_is_handed_over(project: Path, way: str) -> None:
    (project / "app.py").write_text(APP.format(way))
    (finding,) = run(project).findings
    assert (finding.path, finding.line, finding.context) == ("jobs.py", 5, "callback")
    assert finding.started == ("app.py", 12, "a")
    assert finding.entry == ("jobs.py", 4, "tick", "callback")
    assert [f"{step.path}:{step.line} {step.function}" for step in finding.chain] == ["jobs.py:5 tick"]


@pytest.mark.parametrize("cache", [False, True])
def test_either_file_alone_shows_it(project: Path, cache: bool) -> None:  # noqa: FBT001 - a parameter of the test
    (project / "app.py").write_text(APP.format(WAYS[0]))
    for _ in range(2):
        assert len(_asked(project, "app.py", cache=cache)) == 1
        assert _asked(project, "app.py", cache=cache) == _asked(project, "jobs.py", cache=cache)
        assert _asked(project, "other.py", cache=cache) == []


def test_of_several_places_the_first_is_named(project: Path) -> None:
    (project / "app.py").write_text(APP.format("loop.call_soon(tick)\n    loop.call_later(1, tick)"))
    (finding,) = run(project).findings
    assert finding.started == ("app.py", 12, "a")


def test_one_that_a_thread_schedules_is_found(project: Path) -> None:
    (project / "app.py").write_text(
        APP.format("await loop.run_in_executor(None, loop.call_soon_threadsafe, tick)")
    )
    (finding,) = run(project).findings
    assert finding.started is None


@pytest.mark.parametrize("way", ["asyncio.create_task(work())", "await asyncio.gather(work())"])
def test_so_it_is_with_a_task(project: Path, way: str) -> None:
    (project / "jobs.py").write_text("import time\n\n\nasync def work():\n    time.sleep(1)\n")
    (project / "app.py").write_text(APP.replace("import tick", "import work").format(way))
    (finding,) = run(project).findings
    assert (finding.path, finding.line, finding.context) == ("jobs.py", 5, "background_task")
    assert finding.started == ("app.py", 12, "a")
    assert finding.entry == ("app.py", 10, "a", "endpoint")
    assert len(_asked(project, "app.py")) == 1


def test_a_lambda_is_a_callback_as_well(project: Path) -> None:
    (project / "app.py").write_text(APP.format("loop.call_soon(lambda: tick())"))
    (finding,) = run(project).findings
    assert (finding.path, finding.line, finding.fix) == ("app.py", 12, None)
    assert finding.context == "callback"
    assert finding.help.startswith(
        "start a task in the lambda, which cannot await, and there call `tick` through"
    )


def test_sarif_begins_at_the_root(project: Path) -> None:
    (project / "jobs.py").write_text("import time\n\n\nasync def work():\n    time.sleep(1)\n")
    (project / "app.py").write_text(APP.replace("import tick", "import work").format("await work()"))
    (result,) = json.loads(render(run(project)))["runs"][0]["results"]
    steps = [item["location"] for item in result["codeFlows"][0]["threadFlows"][0]["locations"]]
    places = [item["physicalLocation"] for item in steps]
    assert [f"{at['artifactLocation']['uri']}:{at['region']['startLine']}" for at in places] == [
        *("app.py:10", "app.py:12"),
        "jobs.py:5",
    ]
