"""A decorator of the project that may count on a coroutine function makes `def` unsafe."""

from pathlib import Path

import pytest
from casefiles import offered

APP = """import functools
import inspect
import time
from fastapi import FastAPI
from slowapi import Limiter
from fastapi_cache.decorator import cache

app = FastAPI()
limiter = Limiter()
ROUTES = {}


def marked(fn):
    fn.marked = True
    return fn
def tagged(tag):
    def give(fn):
        setattr(fn, "tag", tag)
        return fn
    return give
def demands(fn):
    assert inspect.iscoroutinefunction(fn), fn
    return fn
def demands_for(tag):
    def give(fn):
        if not inspect.iscoroutinefunction(fn): raise TypeError
        return fn
    return give
def listed(fn):
    ROUTES[fn.__name__] = fn
    return fn
def handed_on(fn):
    ROUTES.update(made=fn)
    return fn
class Keeper:
    def __init__(self): self.all = []
    def keep(self, fn):
        self.all.append(fn)
        return fn
keeper = Keeper()


@app.get("/plain")
{decorator}
async def plain(x: int = 1):
    time.sleep(1)
"""

THE_SAME = ["@marked", "@tagged('a')", "@limiter.limit('3/minute')", "@cache(expire=3)", "@app.post('/too')"]
DOUBTFUL = {
    "@demands": "demands",
    "@demands_for('a')": "demands_for",
    "@listed": "listed",
    "@handed_on": "handed_on",
    "@keeper.keep": "keeper.keep",
    "@of.nobody(1)": "of.nobody",
}


@pytest.mark.parametrize("decorator", THE_SAME)
def test_those_that_do_with_both_are_safe(decorator: str, tmp_path: Path) -> None:
    assert offered(APP.replace("{decorator}", decorator), tmp_path) == (True, "make it `def`")


def test_what_a_factory_makes_is_known_in_it(tmp_path: Path) -> None:
    made = (
        "import time\nfrom fastapi import FastAPI\ndef make():\n    app = FastAPI()\n"
        "    @app.get('/')\n    async def plain():\n        time.sleep(1)\n    return app\napp = make()\n"
    )
    assert offered(made, tmp_path) == (True, "make it `def`")


@pytest.mark.parametrize(("decorator", "named"), DOUBTFUL.items())
def test_others_are_not(decorator: str, named: str, tmp_path: Path) -> None:
    note = f"make it `def`; its decorator `{named}` may count on a coroutine function"
    assert offered(APP.replace("{decorator}", decorator), tmp_path) == (False, note)
