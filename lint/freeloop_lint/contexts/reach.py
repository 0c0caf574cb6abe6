"""What a function may come to call, by names alone: whoever cannot reach what matters need not be run.

A function reaches a name when it calls it or hands it on, or anything of the project, in files that its own file
may import, that reaches it. What is called only through a table of functions is missed.

Commands are run where they may start a loop: what the others do is done in a process of its own, in which nothing
waits. Endpoints that the pool runs are run for FL103 where they may load something. To run them all took a third of a
run of a program with many of both.
"""

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from freeloop_lint.contexts.tables import CALLS, METHODS
from freeloop_lint.facts import form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from freeloop_lint.program.project import Project

ROLES = frozenset({"main", "application"})
STARTERS = frozenset(
    {
        *(name.rpartition(".")[2] for name, ways in CALLS.items() if any(way[1] in ROLES for way in ways)),
        *(name for methods in METHODS.values() for name, way in methods.items() if way[1] in ROLES),
        *(
            "Runner",
            "Server",
            "async_to_sync",
            "launch",
            "run_app",
            "run_async",
            "run_forever",
            "run_polling",
        ),
        *("run_stdio_async", "run_sync", "run_task", "run_until_disconnected", "run_webhook"),
        *("start_blocking_portal", "start_polling", "start_server", "start_unix_server", "start_webhook"),
    }
)
"""Last names of what starts a loop, or a server that does."""

ANY = "*"
"""In the catalogue, each name of a module."""


class Reach:
    """Answers for one program."""

    def __init__(self, project: "Project") -> None:
        self.project = project
        self._imports: dict[str, set[str]] = {}
        self._reaching: dict[tuple[str, frozenset[str]], set[int]] = {}

    def reaches(self, number: int, names: frozenset[str]) -> bool:
        """Claim that a function may come to call something of one of these last names, or of a class's heir."""
        if ANY in names:
            return True
        path = self.project.functions[number].path
        found = self._reaching.get((path, names))
        if found is None:
            found = self._reaching[path, names] = self._find(self._imported(path), names)
        return number in found

    def _imported(self, path: str) -> set[str]:
        """List a file and those that its imports may run."""
        seen, queue = {path}, [path]
        while queue:
            others = self._imported_by(queue.pop()) - seen
            queue.extend(others)
            seen |= others
        return seen

    def _imported_by(self, path: str) -> set[str]:
        found = self._imports.get(path)
        if found is None:
            files = self.project.files
            found = set(self.project.modules.imported_files(path, files[path].imports)) & files.keys()
            self._imports[path] = found
        return found

    def _find(self, paths: set[str], names: "Iterable[str]") -> set[int]:
        """List the functions of some files that reach a name."""
        found: set[int] = set()
        seen = {heir for name in names for heir in self._with_heirs(name)}
        queue = list(seen)
        while queue:
            for number in self._callers.get(queue.pop(), ()):
                if number not in found and self.project.functions[number].path in paths:
                    found.add(number)
                    fresh = set(self._names(number)) - seen
                    seen |= fresh
                    queue.extend(fresh)
        return found

    def _names(self, number: int) -> "Iterator[str]":
        """Give the names by which a function is called: its own, that of its class where making or using one does."""
        ref = self.project.functions[number]
        yield ref.fact.name
        if ref.cls >= 0 and ref.fact.name.startswith("__"):
            yield from self._with_heirs(self.project.classes[ref.cls].fact.name)

    def _with_heirs(self, name: str) -> "Iterator[str]":
        """Give a name, and those of classes that inherit from one of that name."""
        queue, seen = [name], {name}
        while queue:
            yield (name := queue.pop())
            fresh = set(self._heirs.get(name, ())) - seen
            seen |= fresh
            queue.extend(fresh)

    @cached_property
    def _callers(self) -> dict[str, list[int]]:
        """Last name → functions that call it, are decorated by it, define it or hand it on."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, ref in enumerate(self.project.functions):
            for name in ref.fact.calls.split():
                found[name].append(number)
            for node in ref.fact.decorators:
                found[form.last_name(node[1] if node[0] == form.CALL else node)].append(number)
        return found

    @cached_property
    def _heirs(self) -> dict[str, list[str]]:
        """Last name of a class → the names of classes that inherit from one of that name."""
        found: dict[str, list[str]] = defaultdict(list)
        for ref in self.project.classes:
            for node in ref.fact.bases:
                found[form.last_name(node)].append(ref.fact.name)
        return found
