"""Memory that holds the loop: collections, pages that must be read, imports."""

from __future__ import annotations

import gc
import mmap
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from work import HELD_S, during, times_longer

if TYPE_CHECKING:
    from collections.abc import Iterator

app = FastAPI()

PAGES = 3_000
FOLDER = tempfile.TemporaryDirectory(dir=Path.home())  # a disk: memory has nothing to read
DATA = Path(FOLDER.name, "weights")
DATA.write_bytes(os.urandom(mmap.PAGESIZE) * PAGES)
with DATA.open("rb") as written:
    os.fsync(written.fileno())  # pages that are not yet written cannot be dropped
Path(FOLDER.name, "heavy_to_import.py").write_text("".join(f"x{i} = str({i}) * 2\n" for i in range(20_000)))
sys.path.append(FOLDER.name)
sys.dont_write_bytecode = True


class Node:
    """A link of a ring, which only the collector can free."""

    def __init__(self, other: Node | None) -> None:
        self.other = other


KEPT = [Node(None) for _ in range(1_200_000)]
# Less than a call's: this collection finds in the cache what those after a request do not.
KEPT += [Node(None) for _ in range(int(len(KEPT) * (times_longer(gc.collect, HELD_S) - 1)))]


@app.get("/collection")
async def collection() -> int:
    return gc.collect()  # stall: /collection gc


@app.get("/collection-in-def")
def collection_in_def() -> int:
    return gc.collect()  # stall: /collection-in-def gc


@app.get("/collection-by-itself")
async def collection_by_itself() -> None:
    for _ in until_a_full_collection():
        kept = [[] for _ in range(300_000)]  # stall: /collection-by-itself gc
        del kept


@app.get("/collection-by-itself-in-def")
def collection_by_itself_in_def() -> None:
    """The loop stands on an innocent line of its own while it waits for the GIL."""
    for _ in until_a_full_collection():
        kept = [[] for _ in range(300_000)]  # stall: /collection-by-itself-in-def gc
        del kept


def until_a_full_collection() -> Iterator[None]:
    """Turns, while the collector is so eager that it looks through everything that is kept."""
    before = gc.get_stats()[2]["collections"]
    threshold = gc.get_threshold()
    gc.set_threshold(200, 1, 1)
    try:
        while gc.get_stats()[2]["collections"] == before:
            yield
    finally:
        gc.set_threshold(*threshold)


@app.get("/first-import")
async def first_import() -> None:
    sys.modules.pop("heavy_to_import", None)
    import heavy_to_import  # noqa: F401  # stall: /first-import cpu


@app.get("/first-touch")
async def first_touch() -> None:
    for _ in during(HELD_S):
        bytes(30_000_000)  # stall: /first-touch cpu


@app.get("/page-faults")
async def page_faults() -> None:
    with DATA.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            data.madvise(mmap.MADV_RANDOM)  # no reading ahead: a fault for each page
            touch(data)


def touch(data: mmap.mmap) -> None:
    for page in range(0, PAGES, 50):
        at = page * mmap.PAGESIZE
        sum(data[at : at + 50 * mmap.PAGESIZE : mmap.PAGESIZE])  # stall: /page-faults paging


@app.get("/free/small-collection")
async def small_collection() -> int:
    return gc.collect(0)


@app.get("/free/pages-in-memory")
async def pages_in_memory() -> int:
    with DATA.open("rb") as file:
        return len(file.read(1_000_000))
