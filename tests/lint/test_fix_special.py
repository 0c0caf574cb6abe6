"""What Python calls without naming it may change shared state as any method: then `def` needs a lock."""

from pathlib import Path

import pytest
from casefiles import indented, offered

APP = """import collections
import time
from fastapi import FastAPI

app = FastAPI()


class Lru:
    def __init__(self): self.data, self.hits = collections.OrderedDict(), 0
    def hit(self): self.hits += 1
    def __getitem__(self, key): self.data.move_to_end(key)
    def __contains__(self, key): self.hits += 1
    def __bool__(self): self.hit()
    def __iter__(self):
        self.hits += 1
        yield 1
    def __len__(self): self.hits += 1
    def __eq__(self, other): self.hits += 1
    def __lt__(self, other): self.hits += 1
    def __format__(self, spec): self.hits += 1
    def __repr__(self): self.hits += 1
    def __hash__(self): self.hits += 1
    def __iadd__(self, other): self.hits += 1
    def get(self, key): return self[key]


class Names:
    def __init__(self): self.names = ()
    def __getitem__(self, key): return self.names[key]
    def __contains__(self, key): return key in self.names
    def __len__(self): return len(self.names)
    def __iter__(self): return iter(self.names)


class Counted:
    def __init__(self): self.at = 0
    def __iter__(self): return self
    def __next__(self): self.at += 1


lru, names, counted = Lru(), Names(), Counted()


@app.get("/")
async def score(x: int):
    own = Lru()
    time.sleep(1)
{body}
"""

CHANGES = {
    "return lru[x]": "lru",
    "return lru.get(x)": "lru.get",
    "return x in lru": "lru",
    "if x not in lru: return 1": "lru",
    "if lru: return 1": "lru",
    "if not lru: return 1": "lru",
    "if x and lru: return 1": "lru",
    "return lru or x": "lru",
    "return 1 if lru else 2": "lru",
    "while lru: return 1": "lru",
    "for item in lru: return item": "lru",
    "return [item for item in lru]": "lru",
    "return list(lru)": "lru",
    "return len(lru)": "lru",
    "return lru == x": "lru",
    "return x == lru": "lru",
    "return lru == own.data": "lru",
    "return lru < x": "lru",
    "return f'{lru}'": "lru",
    "return repr(lru)": "lru",
    "return str(lru)": "lru",
    "return hash(lru)": "lru",
    "for item in counted: return item": "counted",
    "return next(counted)": "counted",
}
KEEPS = [
    "return names[x], x in names, len(names)",
    "for item in names: return item",
    "if names: return 1",
    "if own: return own[x], own == x, f'{own}', own.get(x)",
    "return lru is None",
]


@pytest.mark.parametrize(("body", "named"), CHANGES.items())
def test_it_needs_a_lock(body: str, named: str, tmp_path: Path) -> None:
    note = f"make it `def`, where requests run side by side: `{named}` then needs a lock"
    assert _fix(body, tmp_path) == (False, note)


@pytest.mark.parametrize("body", KEEPS)
def test_what_reads_or_is_new_does_not(body: str, tmp_path: Path) -> None:
    assert _fix(body, tmp_path) == (True, "make it `def`")


def _fix(body: str, folder: Path) -> tuple[bool, str]:
    return offered(APP.format(body=indented(body)), folder)
