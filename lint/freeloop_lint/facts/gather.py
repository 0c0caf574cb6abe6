"""Read the files that can matter: those that may hold async code, and what they import, round by round.

Parsing is spread over processes when there is enough of it. The rest of the project is listed, never parsed.
"""

import gc
import multiprocessing
import os
import re
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from freeloop_lint.facts.lower import lower_file
from freeloop_lint.facts.model import FileFacts, pack, unpack
from freeloop_lint.facts.store import FactsStore, content_digest
from freeloop_lint.program.modules import Modules
from freeloop_lint.program.project import Project

SEED = re.compile(rb"async def|fastapi|starlette|aiohttp|sanic|quart|litestar")
"""A file without any of these cannot make a function run on a loop; it matters only when one that can imports it."""
WORTH_A_POOL = 400_000
"""Bytes of source from which starting processes pays: they take some 30 ms, parsing this much 200 ms."""
CHUNK = 150_000
"""Bytes of source handed to a process at once. Arbitrary; large enough that handing over costs little."""


@dataclass(slots=True)
class Gathered:
    """The loaded project, and what could not be read: path → (line, problem)."""

    project: Project
    problems: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    files: int = 0
    lines: int = 0
    parsed: int = 0


class Gatherer:
    """Loads one project's files below `root`."""

    def __init__(self, root: Path, paths: Iterable[str], known: frozenset[str], store: FactsStore) -> None:
        self.root = root
        self.store = store
        self.paths = tuple(paths)
        self.result = Gathered(Project(Modules(self.paths, known, root.name)))
        self.loaded: set[str] = set()

    def load(self) -> Gathered:
        """Load seeds, then imports of what is loaded, until nothing is left."""
        todo = self._seeds()
        while todo:
            loaded = self._facts(todo)
            for facts in loaded:
                self._take(facts)
            wanted: dict[str, None] = {}
            for facts in loaded:
                for path in self.result.project.imported_files(facts):
                    if path not in self.loaded and path in self.result.project.modules.files:
                        wanted[path] = None
            todo = [(path, data) for path in wanted if (data := self._read(path)) is not None]
        self.store.save()
        return self.result

    def _seeds(self) -> list[tuple[str, bytes]]:
        seeds: list[tuple[str, bytes]] = []
        self.result.files = len(self.paths)
        for path in self.paths:
            data = self._read(path)
            if data is None:
                continue
            self.result.lines += data.count(b"\n")
            self.loaded.discard(path)
            if SEED.search(data):
                seeds.append((path, data))
        self.loaded.update(path for path, _ in seeds)
        return seeds

    def _read(self, path: str) -> bytes | None:
        self.loaded.add(path)
        try:
            return (self.root / path).read_bytes()
        except OSError as problem:
            self.result.problems[path] = (1, f"cannot be read: {problem.strerror or problem}")
            return None

    def _take(self, facts: FileFacts) -> None:
        if facts.problem:
            self.result.problems[facts.path] = (facts.problem_line, facts.problem)
        self.result.project.add(facts)

    def _facts(self, todo: list[tuple[str, bytes]]) -> list[FileFacts]:
        found: dict[str, FileFacts] = {}
        missing: list[tuple[str, bytes, bytes]] = []
        for path, data in todo:
            digest = content_digest(data)
            packed = self.store.get(digest)
            if packed is None:
                missing.append((path, data, digest))
            else:
                found[path] = unpack(path, packed)
        self.result.parsed += len(missing)
        digests = {path: digest for path, _, digest in missing}
        for path, packed in _lower_all([(path, data) for path, data, _ in missing]):
            self.store.put(digests[path], packed)
            found[path] = unpack(path, packed)
        return [found[path] for path, _ in todo]


def _lower_all(files: list[tuple[str, bytes]]) -> Iterable[tuple[str, bytes]]:
    workers = min(os.cpu_count() or 1, 8)
    if sum(len(data) for _, data in files) < WORTH_A_POOL or workers < 2 or threading.active_count() > 1:  # noqa: PLR2004
        return [_lower_one(item) for item in files]
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else None)
    with ProcessPoolExecutor(workers, context) as pool:
        return [item for chunk in pool.map(_lower_chunk, list(_chunks(files))) for item in chunk]


def _chunks(files: list[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    chunk: list[tuple[str, bytes]] = []
    size = 0
    for item in files:
        chunk.append(item)
        size += len(item[1])
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _lower_chunk(files: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    gc.disable()
    return [_lower_one(item) for item in files]


def _lower_one(item: tuple[str, bytes]) -> tuple[str, bytes]:
    path, data = item
    return path, pack(lower_file(path, data))
