"""Find the files that can matter: those that may hold async code, and what they import, breadth first.

Of the rest only the syntax is checked, so that no file is passed over in silence, and this is done in other
processes while the program is interpreted. Building symbol tables in C takes 60-75 % of the time of `ast.parse`
(732 kLOC of the standard library that no async code imports, CPython 3.10-3.13, 2026-11-22), makes no trees, and
is not repeated for a content that the cache knows. Passing those files over, as was done before,
took none, and `freeloop lint` called a folder of broken files clean.

Which files matter follows from their imports alone; their facts are unpacked only when `project` is asked for.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from freeloop_lint.cache.file import digest_of
from freeloop_lint.facts.model import Problem, unpack
from freeloop_lint.facts.record import Record, is_seed
from freeloop_lint.facts.store import Records
from freeloop_lint.facts.workers import (
    CHUNK,
    LIMIT,
    UNREADABLE,
    WORTH_A_POOL,
    Source,
    Work,
    Workers,
    read_regular,
)
from freeloop_lint.program.modules import Modules
from freeloop_lint.program.project import Project

AHEAD = 2 * LIMIT
"""Chunks handed over at once: no process waits while the imports of one are looked at. Arbitrary above that."""


class Passed(NamedTuple):
    """A file that is passed over and of which the cache knows nothing."""

    size: int
    lines: int
    digest: bytes


class Asked(NamedTuple):
    """A chunk of files: the records that are known, in order, and what gives the others."""

    records: dict[str, Record | None]
    answer: Callable[[], list[tuple[str, Record]]]


class Gathered:
    """Paths that matter, in the order in which they were found, and problems of any: by path."""

    def __init__(self, modules: Modules, paths: tuple[str, ...]) -> None:
        self.modules = modules
        self.paths = paths
        self.records: dict[str, Record] = {}
        self.imported: dict[str, Iterable[str]] = {}
        self.problems: dict[str, Problem] = {}
        self.lines = 0
        self.parsed = 0

    def project(self) -> Project:
        """Unpack the facts of all files that matter."""
        project = Project(self.modules)
        for path, record in self.records.items():
            imported = [other for other in self.imported[path] if other in self.records]
            project.add(unpack(path, record.facts), imported)
            if record.comments and not record.problem:
                project.comments[path] = record.comments
        return project


class Gatherer:
    """Reads one program's files below `root`; to be closed, because processes are at work until then."""

    def __init__(
        self,
        root: Path,
        modules: Modules,
        paths: Iterable[str],
        store: Records,
        texts: Mapping[str, bytes] | None = None,
    ) -> None:
        self.root = root
        self.texts = texts or {}
        self.folder = os.path.join(root, "")  # noqa: PTH118 - joined to each of thousands of paths, as text
        self.store = store
        self.paths = tuple(paths)
        self.result = Gathered(modules, self.paths)
        self.read: set[str] = set()
        self.seeds: set[str] = set()
        self.digests: dict[str, bytes] = {}
        self.contents: dict[str, bytes] = {}
        """Of files that are passed over so far and of which the cache knows nothing, until all imports are known."""
        self.passed_over: dict[str, Passed] = {}
        self.checks: Iterator[list[tuple[str, Problem]]] = iter(())
        self._size = 0

    @cached_property
    def workers(self) -> Workers:
        """The processes, started when there is something to do."""
        return Workers(self._size)

    def close(self) -> None:
        """End the processes."""
        if "workers" in self.__dict__:
            self.workers.close()

    def load(self) -> Gathered:
        """Read seeds, then imports of what is read, until nothing is left: in that order, several chunks at once."""
        todo: deque[Source] = deque()
        asked: deque[Asked] = deque()
        waiting = 0
        for source in self._seeds():
            todo.append(source)
            waiting += len(source[1])
            if waiting >= CHUNK and self._size >= WORTH_A_POOL:
                asked.append(self._ask(todo))
                waiting = 0
        while todo or asked:
            while todo and len(asked) < AHEAD:
                asked.append(self._ask(todo))
            for path, record in self._records(asked.popleft()):
                self.result.records[path] = record
                if record.problem:
                    self.result.problems[path] = record.problem
                imported = dict.fromkeys(self.result.modules.imported_files(path, record.imports))
                self.result.imported[path] = imported
                for other in imported:
                    if other not in self.read and other in self.result.modules.files:
                        read = self._source(other)
                        todo.extend(() if read is None else (read,))
        self.contents.clear()
        rest = {path: passed for path, passed in self.passed_over.items() if path not in self.read}
        self.passed_over = rest
        if rest:
            self.checks = self.workers.check(self.root, list(rest), [passed.size for passed in rest.values()])
        return self.result

    def finish(self) -> None:
        """Wait for what is known of the files that were passed over, and write the cache."""
        for problems in self.checks:
            self.result.problems.update(problems)
        for path, passed in self.passed_over.items():
            problem = self.result.problems.get(path)
            if self.store.get(passed.digest) is not None:
                continue  # a file of the same content matters, and its facts are kept
            if problem is None or not problem[2].startswith(UNREADABLE):
                self.store.put(passed.digest, Record(seed=False, lines=passed.lines, problem=problem))
        self.store.save()

    def _seeds(self) -> Iterator[Source]:
        """Give the files that may hold async code, and count how many bytes have to be parsed.

        A text that stands in for a file is one of them: the processes that look at the others read the disk.
        """
        for path in self.paths:
            data = self._read(path)
            if data is None:
                continue
            digest = self.digests[path]
            known = self.store.get(digest)
            lines = data.count(b"\n") if known is None else known.lines
            self.result.lines += lines
            if known is None:
                self._size += len(data)
            seed = is_seed(data) if known is None else known.seed
            if seed:
                self.seeds.add(path)
            if seed or path in self.texts:
                yield path, data
                continue
            self.read.discard(path)
            if known is None:
                self.passed_over[path] = Passed(len(data), lines, digest)
                self.contents[path] = data
            elif known.problem:
                self.result.problems[path] = known.problem

    def _source(self, path: str) -> Source | None:
        """Read a file that is imported, unless its facts are known."""
        digest = self.digests.get(path)
        known = None if digest is None else self.store.get(digest)
        if known is not None and known.facts:
            self.read.add(path)
            return path, b""
        data = self.contents.pop(path, None)
        if data is None:
            data = self._read(path)
        self.read.add(path)
        return None if data is None else (path, data)

    def _read(self, path: str) -> bytes | None:
        self.read.add(path)
        try:
            data = self.texts[path] if path in self.texts else read_regular(f"{self.folder}{path}")
        except OSError as problem:
            self.result.problems[path] = (1, 1, f"{UNREADABLE}: {problem.strerror or problem}")
            return None
        self.digests[path] = digest_of(data)
        return data

    def _ask(self, todo: deque[Source]) -> "Asked":
        """Take a chunk of files, and begin to make the records that are missing."""
        found: dict[str, Record | None] = {}
        missing: list[Work] = []
        size = 0
        while todo and size < CHUNK:
            path, data = todo.popleft()
            known = self.store.get(self.digests[path])
            found[path] = known if known is not None and known.facts else None
            if found[path] is None:
                missing.append((path, data, path in self.seeds))
                size += len(data)
        self.result.parsed += len(missing)
        return Asked(found, self.workers.read(missing) if missing else list)

    def _records(self, asked: "Asked") -> Iterator[tuple[str, Record]]:
        """Wait for the records of a chunk; gives them in the order of its files."""
        made = dict(asked.answer())
        for path, known in asked.records.items():
            record = made[path] if known is None else known
            if known is None:
                self.store.put(self.digests[path], record)
            yield path, record
