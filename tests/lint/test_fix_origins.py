"""What outlives the call is known by whatever name it has in an endpoint; what the call makes itself is not."""

from pathlib import Path

import pytest
from casefiles import indented, offered

APP = """import contextlib, copy, io, json, os, queue, random, sys, threading
import time
from typing import Annotated
import numpy as np
import pandas as pd
from PIL import Image
from fastapi import Depends, FastAPI, Request

app = FastAPI()
counter = {"n": 0}
items, nested, pair = [], [{"n": 0}], ({"n": 0}, [])
array, frame = np.zeros(3), pd.DataFrame()
lock, own = threading.Lock(), threading.local()


class Holder:
    table = {}
    mine = {}

    def __init__(self):
        self.rows = []
        self.mine = {}

    def put(self, x): self.rows.append(x)
    def in_common(self): self.table.update(n=1)
    def own(self): self.mine.update(n=1)
    def kept(self): return self.rows
    @property
    def taken(self): return self.rows.pop()
    @classmethod
    def keep(cls, x): cls.table[x] = 1
    @classmethod
    def make(cls): return cls()
    def __enter__(self):
        self.rows.append(1)
        return self
    def __exit__(self, *_): ...
    @property
    def last(self): return 1
    @last.setter
    def last(self, x): items.append(x)
    def __setitem__(self, key, x): items.append(x)
    def __call__(self): self.rows.append(1)


class Registered:
    def __init__(self):
        self.here = 1
        items.append(self)


holder = Holder()
jobs = queue.SimpleQueue()
app.state.c = {}


def get_items(): return items
def get_holder(): return holder
def of_holder(it = Depends(get_holder)): return it
def both(): return counter, items
def first(rows): return rows[0]
def made(): return []
def made_holder(): return Holder()
def fill(rows, x=1): rows.append(x)
def fill_alias():
    rows = items
    rows.append(1)
def keeps(x, rows=[]): rows.append(x)
def cleaned(df):
    df = df.copy()
    df["a"] = 1
    return df
def nests(root):
    out = []
    def visit(node): out.append(node)
    visit(root)
    return out
def yields_items(): yield items
def yields_holder():
    made = Holder()
    yield made
def dumped(rows, file): json.dump(rows, file)


@app.get("/score")
async def score(request: Request, x: int{params}):
    time.sleep(1)
{body}
"""

OLDER = {
    "c = counter; c['n'] = c['n'] + 1": "c[...]",
    "c = request.app.state.c; c['n'] = 1": "c[...]",
    "s = app.state; s.n = 1": "s.n",
    "request.state.db.rows.append(1)": "request.state.db.rows.append",
    "a, b = counter, items; b.append(1)": "b.append",
    "a, b = pair; b.append(1)": "b.append",
    "a, b = both(); b.append(1)": "b.append",
    "first, *rest = nested; rest[0]['n'] = 1": "rest[...][...]",
    "(y := items).append(1)": "(...).append",
    "with contextlib.nullcontext(): y = items; y.append(1)": "y.append",
    "with holder: pass": "holder",
    "with holder as h: h.n = 1": "holder",
    "for d in nested: d['n'] = 1": "d[...]",
    "for n, d in app.state.c.items(): d['n'] = 1": "d[...]",
    "for n, d in enumerate(list(nested)): d['n'] = 1": "d[...]",
    "[d.update(n=1) for d in nested]": "d.update",
    "y = get_items(); y.append(1)": "y.append",
    "y = first(nested); y['n'] = 1": "y[...]",
    "y = holder.kept(); y.append(1)": "y.append",
    "y = items or []; y.append(1)": "y.append",
    "y = items if x else []; y.append(1)": "y.append",
    "y = counter.get('n'); y['n'] = 1": "y[...]",
    "y = items; y += [1]": "y",
    "y = array[1:]; y[0] = 1": "y[...]",
    "y = nested.copy(); y[0]['n'] = 1": "y[...][...]",
    "put = holder.put; put(1)": "put",
    "list(map(items.append, [1]))": "items.append",
    "type(holder).n = 1": "type(...).n",
    "Holder.keep(1)": "Holder.keep",
    "Holder.make().keep(1)": "Holder.make(...).keep",
    "holder.taken": "holder.taken",
    "holder()": "holder",
    "fill(items)": "fill",
    "fill(x=1, rows=items)": "fill",
    "fill(*pair)": "fill",
    "keeps(1)": "keeps",
    "fill_alias()": "rows.append",
    "setattr(holder, 'n', 1)": "setattr",
    "h = Holder(); h.table[x] = 1": "h.table[...]",
    "Holder().in_common()": "self.table.update",
    "h = Holder(); h.last = 1": "items.append",
    "h = Holder(); h[0] = 1": "items.append",
    "future = counter.get('n'); future.set_result(1)": "future.set_result",
    "vars(holder)['n'] = 1": "vars(...)[...]",
    "globals()['n'] = 1": "globals(...)[...]",
    "del counter['n']": "counter[...]",
    "c = counter; del c['n']": "c[...]",
    "frame.drop(columns=['a'], inplace=True)": "frame.drop",
    "np.add(array, 1, out=array)": "np.add",
    "random.shuffle(items)": "random.shuffle",
    "sys.path.append('x')": "sys.path.append",
    "print(x, file=app.state.c)": "print",
    "import logging; logging.getLogger().setLevel(10)": "logging.getLogger(...).setLevel",
    "from settings import TABLE; t = TABLE; t.append(1)": "t.append",
    "frame.to_parquet('x')": "frame.to_parquet",
    "dumped([1], open('x'))": "json.dump",
    "open('x', 'w')": "open",
    "from pathlib import Path; Path('x').open('w')": "Path(...).open",
    "os.chdir('x')": "os.chdir",
    "out = io.StringIO() if x else x; json.dump({}, out)": "json.dump",
    "from random import seed; seed(1)": "seed",
    "import matplotlib.pyplot as plt; plt.plot([1])": "plt.plot",
}
"""Each with what is named."""

NEW = [
    "rows, n = [], {}; rows.append(x); n[x] = 1",
    "y = items; y = []; y.append(1)",
    "y = items[:]; y.append(1)",
    "y = list(items); y.append(1)",
    "y = [z for z in nested]; y.append(1)",
    "y = items + [1]; y.append(1)",
    "y = {**counter}; y['n'] = 1",
    "y = copy.deepcopy(nested); y[0]['n'] = 1",
    "first, *rest = nested; rest.append(1)",
    "y = {}; y.setdefault(x, []).append(1)",
    "n = counter['n']; n += 1",
    "h = Holder(); h.put(x); h.rows.append(1)",
    "h = made_holder(); h.put(x)",
    "Holder.make().put(1)",
    "Holder().own()",
    "with Holder() as h: h.put(1)",
    "y = made(); y.append(1)",
    "rows = []; fill(rows)",
    "y = cleaned(frame); y['b'] = 1",
    "y = nests(items); y.append(1)",
    "request.state.user = x",
    "df = pd.DataFrame({'a': [1]}); df['b'] = 1; df.loc[0] = 2",
    "y = array.copy(); y[0] = 1; y += 1",
    "os.remove('x')",
    "y = np.append(array, 1)",
    "buf = io.StringIO(); buf.write('x'); json.dump({}, buf)",
    "buf = io.BytesIO(); Image.new('RGB', (1, 1)).save(buf, format='PNG')",
    "buf = io.StringIO(); dumped([1], buf)",
    "with open('x') as file: file.read()",
    "with lock: items.append(1); counter['n'] += 1",
    "jobs.put(1); y = jobs.get_nowait()",
    "for y, _ in zip([[]], nested): y.append(1)",
    "np.reshape(np.ones(4), (2, 2))[0] = 1",
    "try: pass\n    except ValueError as error: error.note = 1",
]
GIVEN = {
    ", y: list = Depends(get_items)": "y.append",
    ", y: Annotated[list, Depends(get_items)]": "y.append",
    ", y = Depends(yields_items)": "y.append",
    ", y = Depends(of_holder)": "y.append",
    ", y = Depends(holder.kept)": "y.append",
    ", y = Depends(lambda: items)": "y.append",
    ", y = Depends(holder)": "self.rows.append",
    ", y = Depends(Registered)": "items.append",
}
GIVEN_ANEW = [
    ", y: list = Depends(made)",
    ", y = Depends(yields_holder)",
    ", y: Holder = Depends()",
    ", y: list = []",
]


@pytest.mark.parametrize(("body", "named"), OLDER.items())
def test_what_outlives_the_call_needs_a_lock(body: str, named: str, tmp_path: Path) -> None:
    assert _fix(body, tmp_path) == (False, _needs_a_lock(named))


@pytest.mark.parametrize("body", NEW)
def test_what_the_call_makes_needs_none(body: str, tmp_path: Path) -> None:
    assert _fix(body, tmp_path) == (True, "make it `def`")


@pytest.mark.parametrize(("params", "named"), GIVEN.items())
def test_a_dependency_may_give_what_is_older(params: str, named: str, tmp_path: Path) -> None:
    assert _fix("y.append(1)", tmp_path, params) == (False, _needs_a_lock(named))


@pytest.mark.parametrize("params", GIVEN_ANEW)
def test_or_what_is_new(params: str, tmp_path: Path) -> None:
    assert _fix("y.append(1)", tmp_path, params) == (True, "make it `def`")


def test_each_thread_has_its_own(tmp_path: Path) -> None:
    assert _fix("y = own.y", tmp_path) == (False, "make it `def`, in a thread: `own.y` is each thread's own")


CLOSURES = {
    "seen.append(x)": "seen.append",
    "y = seen; y.append(x)": "y.append",
    "nonlocal n; n += 1": "n",
}


@pytest.mark.parametrize(("body", "named"), CLOSURES.items())
def test_what_a_factory_made_is_older(body: str, named: str, tmp_path: Path) -> None:
    lines = "".join(f"        {line}\n" for line in ("time.sleep(1)", *body.split("; ")))
    made = (
        "import time\nfrom fastapi import FastAPI\ndef make():\n    app, seen, n = FastAPI(), [], 0\n"
        f"    @app.get('/')\n    async def plain(x: int):\n{lines}    return app\napp = make()\n"
    )
    assert offered(made, tmp_path) == (False, _needs_a_lock(named))


def _needs_a_lock(named: str) -> str:
    return f"make it `def`, where requests run side by side: `{named}` then needs a lock"


def _fix(body: str, folder: Path, params: str = "") -> tuple[bool, str]:
    lines = indented(body) if "with" not in body else f"    {body}"
    return offered(APP.replace("{params}", params).replace("{body}", lines), folder)
