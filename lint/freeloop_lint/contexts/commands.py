"""Commands that may run a loop: what the others do is done in a process of its own, in which nothing waits.

Running all of them took a fifth of a run of a program with many. Names tell which are passed over: a command that
calls or hands on nothing by which a loop is started, nor anything of the project, in files that its own file may
import, by whose name that is done. A loop that is started only through a table of functions is missed.
"""

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from freeloop_lint.facts import form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop_lint.program.project import Project

_STARTERS = frozenset(
    {
        *("run", "run_until_complete", "run_forever", "run_app", "run_async", "run_sync", "async_to_sync"),
        *("Runner", "Server", "Config", "serve", "start_server", "start_unix_server", "launch"),
        *("run_polling", "run_webhook", "start_polling", "start_webhook", "start_blocking_portal"),
    }
)
"""Last names of what starts a loop, or a server that does."""


class Commands:
    """Answers for the commands of one program."""

    def __init__(self, project: "Project") -> None:
        self.project = project
        self._leading: dict[str, set[int]] = {}

    def may_run_a_loop(self, number: int) -> bool:
        """Claim that a function that is a command may start a loop."""
        path = self.project.functions[number].path
        if path not in self._leading:
            self._leading[path] = self._lead(self._imported(path))
        return number in self._leading[path]

    def _imported(self, path: str) -> set[str]:
        """List a file and those that its imports may run."""
        project = self.project
        seen, queue = {path}, [path]
        while queue:
            name = queue.pop()
            others = set(project.modules.imported_files(name, project.files[name].imports)) - seen
            queue.extend(others & project.files.keys())
            seen |= others
        return seen

    def _lead(self, paths: set[str]) -> set[int]:
        """List the functions of some files that may start a loop, or call one that may."""
        found: set[int] = set()
        queue, seen = list(_STARTERS), set(_STARTERS)
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
            queue = [self.project.classes[ref.cls].fact.name]
            seen = set(queue)
            while queue:
                name = queue.pop()
                yield name
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
