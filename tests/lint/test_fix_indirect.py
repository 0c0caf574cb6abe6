"""What finds functions in the application, or by a name that is not written out, may await them."""

from pathlib import Path

import pytest
from casefiles import run

from freeloop_lint.findings import FixNote

APP = """import inspect
import sys
import time
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

app = FastAPI()


@app.get("/")
async def score():
    time.sleep(1)


@app.exception_handler(ValueError)
async def on_value(request, error):
    time.sleep(1)


{body}
"""

BOTH = {
    "globals()[name]()": "def call(name): return globals()[name]()",
    "globals().get": "def call(name): return globals().get(name)()",
    "vars()": "TASKS = [task for task in vars().values()]",
    "getmembers": "TASKS = inspect.getmembers(sys.modules[__name__], inspect.iscoroutinefunction)",
    "getattr": "def call(name): return getattr(sys.modules[__name__], name)",
}
ENDPOINT = {
    "route made": "class Timed(APIRoute):\n    def __init__(self, path, endpoint, **more): ...",
    "router given": "class Own(APIRouter):\n    def add_api_route(self, path, endpoint, **more): ...",
    "application given": "class Own(FastAPI):\n    def get(self, path): ...",
    "routes": "for route in app.routes:\n    print(inspect.iscoroutinefunction(route.endpoint))",
}
HANDLER = {
    "subscript": "async def call(request, error): await app.exception_handlers[ValueError](request, error)",
    "get": "handler = app.exception_handlers.get(ValueError)",
}
NEITHER = {
    "a name that is written out": "model = globals()['app']",
    "a table that is filled": "globals()[str(1)] = 1",
    "another module": "def call(name): return getattr(inspect, name), vars(inspect)[name]",
    "another object": "def call(args, name): return vars(args)[name], vars(args).items(), getattr(args, name)",
    "what a route is called": "for route in app.routes:\n    route.operation_id = route.endpoint.__name__",
    "an address": "class Settings: endpoint = ''\n\ndef call(settings): return settings.endpoint",
    "a handler that is set": "app.exception_handlers[KeyError] = print",
    "a route class that wraps requests": "class Timed(APIRoute):\n    def get_route_handler(self): ...",
    "an application that is set up": "class Own(FastAPI):\n    def __init__(self, **more): ...",
}


@pytest.mark.parametrize("body", BOTH.values(), ids=BOTH)
def test_a_table_of_all_functions(body: str, tmp_path: Path) -> None:
    assert not any(fix.safe for fix in _fixes(body, tmp_path).values())


@pytest.mark.parametrize("body", ENDPOINT.values(), ids=ENDPOINT)
def test_what_endpoints_are_given_to(body: str, tmp_path: Path) -> None:
    fixes = _fixes(body, tmp_path)
    assert not fixes["score"].safe
    assert fixes["on_value"].safe


@pytest.mark.parametrize("body", HANDLER.values(), ids=HANDLER)
def test_a_table_of_handlers(body: str, tmp_path: Path) -> None:
    fixes = _fixes(body, tmp_path)
    assert fixes["score"].safe
    assert fixes["on_value"] == FixNote(
        "drop-async", safe=False, note="make it `def`; `app.py:20` may await it, too"
    )


@pytest.mark.parametrize("body", NEITHER.values(), ids=NEITHER)
def test_what_finds_no_function_is_no_reason(body: str, tmp_path: Path) -> None:
    assert all(fix.safe for fix in _fixes(body, tmp_path).values())


@pytest.mark.parametrize("call", ["vars(app)[name]", "getattr(app, name)", "inspect.getmembers(app)"])
def test_another_file_may_look_into_the_module(call: str, tmp_path: Path) -> None:
    (tmp_path / "jobs.py").write_text(f"import inspect\nimport app\n\ndef call(name): return {call}\n")
    fixes = _fixes("", tmp_path)
    assert {fix.note for fix in fixes.values()} == {"make it `def`; `jobs.py:4` may await it, too"}


def _fixes(body: str, folder: Path) -> dict[str, FixNote]:
    (folder / "app.py").write_text(APP.format(body=body))
    findings = run(folder).findings
    assert len(findings) == 2
    return {finding.function: finding.fix for finding in findings if finding.fix is not None}
