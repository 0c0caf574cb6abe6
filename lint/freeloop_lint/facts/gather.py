"""Read the files that can matter: those that may hold async code, and what they import, round by round.

Of the rest only the syntax is checked, so that no file is passed over in silence, and this is done in other
processes while the program is interpreted. Building symbol tables in C takes 60-75 % of the time of `ast.parse`
(732 kLOC of the standard library that no async code imports, CPython 3.10-3.13, 2026-11-22), makes no trees, and
is not repeated for a content that the cache knows to be sound. Passing those files over, as was done before,
took none, and `freeloop lint` called a folder of broken files clean.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from freeloop_lint.facts.model import FileFacts, unpack
from freeloop_lint.facts.store import FactsStore, content_digest
from freeloop_lint.facts.workers import Problem, Workers, read_regular
from freeloop_lint.program.modules import Modules
from freeloop_lint.program.project import Project

SEED = re.compile(rb"async\s+def|async\s*\\\\|fastapi|starlette|aiohttp|sanic|quart|litestar")
"""A file without any of these cannot make a function run on a loop; it matters only when one that can imports it."""
SOUND = b""
"""What the cache keeps of a file whose syntax is right and whose facts nobody needed."""


@dataclass(slots=True)
class Gathered:
    """The loaded project, and what could not be read: path → (line, problem)."""

    project: Project
    problems: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    files: int = 0
    lines: int = 0
    parsed: int = 0


class Gatherer:
    """Loads one project's files below `root`; to be closed, because processes are at work until then."""

    def __init__(
        self,
        root: Path,
        paths: Iterable[str],
        known: frozenset[str],
        store: FactsStore,
        parts: tuple[str, ...] = (),
        *,
        texts: Mapping[str, bytes] | None = None,
    ) -> None:
        self.root = root
        self.texts = texts or {}
        self.store = store
        self.paths = tuple(paths)
        self.result = Gathered(Project(Modules(self.paths, known, root.name, parts)))
        self.loaded: set[str] = set()
        self.digests: dict[str, bytes] = {}
        self.passed_over: dict[str, int] = {}
        self.workers: Workers | None = None
        self.checks: Iterator[list[Problem]] = iter(())

    def close(self) -> None:
        """End the processes."""
        if self.workers is not None:
            self.workers.close()

    def load(self) -> Gathered:
        """Load seeds, then imports of what is loaded, until nothing is left."""
        todo, size = self._seeds()
        self.workers = Workers(size)
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
        rest = {path: size for path, size in self.passed_over.items() if path not in self.loaded}
        self.passed_over = rest
        self.checks = self.workers.check(self.root, list(rest), list(rest.values()))
        return self.result

    def finish(self) -> None:
        """Wait for what is known of the files that were passed over, and write the cache."""
        for problems in self.checks:
            self.result.problems.update(problems)
        for path in self.passed_over:
            if path not in self.result.problems:
                self.store.put(self.digests[path], SOUND)
        self.store.save()

    def _seeds(self) -> tuple[list[tuple[str, bytes]], int]:
        """List the files that may hold async code, and how many bytes have to be parsed."""
        seeds: list[tuple[str, bytes]] = []
        size = 0
        self.result.files = len(self.paths)
        for path in self.paths:
            data = self._read(path)
            if data is None:
                continue
            self.result.lines += data.count(b"\n")
            known = self.store.get(self.digests[path])
            if SEED.search(data):
                seeds.append((path, data))
                size += 0 if known else len(data)
                continue
            self.loaded.discard(path)
            if known is None:
                self.passed_over[path] = len(data)
                size += len(data)
            elif known and (problem := unpack(path, known)).problem:
                self._take_problem(problem)
        return seeds, size

    def _read(self, path: str) -> bytes | None:
        self.loaded.add(path)
        try:
            data = self.texts[path] if path in self.texts else read_regular(self.root / path)
        except OSError as problem:
            self.result.problems[path] = (1, f"cannot be read: {problem.strerror or problem}")
            return None
        self.digests[path] = content_digest(data)
        return data

    def _take(self, facts: FileFacts) -> None:
        self._take_problem(facts)
        self.result.project.add(facts)

    def _take_problem(self, facts: FileFacts) -> None:
        if facts.problem:
            self.result.problems[facts.path] = (facts.problem_line, facts.problem)

    def _facts(self, todo: list[tuple[str, bytes]]) -> list[FileFacts]:
        found: dict[str, FileFacts] = {}
        missing: list[tuple[str, bytes]] = []
        for path, data in todo:
            packed = self.store.get(self.digests[path])
            if packed:
                found[path] = unpack(path, packed)
            else:
                missing.append((path, data))
        self.result.parsed += len(missing)
        for path, packed in self.workers.lower(missing) if self.workers else ():
            self.store.put(self.digests[path], packed)
            found[path] = unpack(path, packed)
        return [found[path] for path, _ in todo]
