"""What a function may come to call, by names alone: whoever cannot reach what matters need not be run.

A function reaches a name when it calls it or hands it on, or anything of the project, in files that its own file
may import, that reaches it. What is called only through a table of functions is missed.

Commands are run where they may start a loop: what the others do is done in a process of its own, in which nothing
waits. Endpoints that the pool runs are run for FL103 where they may load something. To run them all took a third of a
run of a program with many of both.
"""

from collections import defaultdict, deque
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from freeloop_lint.contexts.tables import CALLS, METHODS
from freeloop_lint.facts import form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from freeloop_lint.program.project import Project

Names: TypeAlias = Mapping[str, frozenset[str]]
"""Last name → libraries, of which a file must import one for the name to mean that; none for a name of its own."""

ROLES = frozenset({"main", "application"})


def _names(names: str, libraries: str = "") -> Names:
    return dict.fromkeys(names.split(), frozenset(libraries.split()))


_METHODS = {name for ways in METHODS.values() for name, way in ways.items() if way[1] in ROLES}
_CALLS = {name for name, ways in CALLS.items() if any(way[1] in ROLES for way in ways)}
STARTERS: Names = {
    **{name.rpartition(".")[2]: frozenset() for name in (*_METHODS, *_CALLS) if name != "uvicorn.Config"},
    **_names(
        "Runner async_to_sync launch run_app run_async run_forever run_polling run_stdio_async run_sync"
    ),
    **_names("run_task run_until_disconnected run_webhook start_blocking_portal start_polling start_server"),
    **_names("start_unix_server start_webhook"),
    **_names("Server", "uvicorn"),
    **_names(
        "run",
        "anyio asyncio chainlit discord fastmcp faststream hypercorn mcp nicegui pyrogram quart robyn sanic "
        "socketio telethon trio uvicorn uvloop",
    ),
}
"""Last names of what starts a loop, or a server that does."""

ANY = "*"
"""In the catalogue, each name of a module."""


class Named:
    """The functions of a program by the names that they call, and its files by what they import."""

    def __init__(self, project: "Project") -> None:
        self.project = project
        self.bits = {path: 1 << number for number, path in enumerate(project.files)}
        """A set of files is a number: whole programs are compared at once."""

    @cached_property
    def importers(self) -> dict[str, int]:
        """File → those that may run it: itself, and those that import it or another of these."""
        found = dict(self.bits)
        grown = True
        while grown:
            grown = False
            for path, others in self.project.imported.items():
                mine = found[path]
                for other in others:
                    if mine & ~found[other]:
                        found[other] |= mine
                        grown = True
        return found

    def knows(self, path: str, libraries: "AbstractSet[str]") -> bool:
        """Claim that a file imports a library, or a file that does, which may hand a name of it on."""
        return any(
            not libraries.isdisjoint(self._imports[file]) for file in (path, *self.project.imported[path])
        )

    @cached_property
    def libraries(self) -> set[str]:
        """Name what the program imports, by the first part."""
        return {root for roots in self._imports.values() for root in roots}

    @cached_property
    def _imports(self) -> dict[str, set[str]]:
        """File → the first parts of what it imports."""
        return {
            path: {module.partition(".")[0] for module, *_ in facts.imports}
            for path, facts in self.project.files.items()
        }

    def names(self, number: int) -> "Iterator[str]":
        """Give the names by which a function is called: its own, that of its class where making or using one does."""
        ref = self.project.functions[number]
        yield ref.fact.name
        if ref.cls >= 0 and ref.fact.name.startswith("__"):
            yield from self.with_heirs(self.project.classes[ref.cls].fact.name)

    def with_heirs(self, name: str) -> "Iterator[str]":
        """Give a name, and those of classes that inherit from one of that name."""
        queue, seen = [name], {name}
        while queue:
            yield (name := queue.pop())
            fresh = set(self._heirs.get(name, ())) - seen
            seen |= fresh
            queue.extend(fresh)

    @cached_property
    def callers(self) -> dict[str, list[int]]:
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


class Reach:
    """Answers, for one program and some names."""

    def __init__(self, named: Named, names: Names) -> None:
        self.named = named
        self.names = names

    def reaches(self, number: int) -> bool:
        """Claim that a function may come to call something of one of these names, or of a class's heir."""
        if ANY in self.names:
            return True
        path = self.named.project.functions[number].path
        return bool(self._reaching.get(number, 0) & self.named.bits[path])

    @cached_property
    def _reaching(self) -> dict[int, int]:
        """Function → the files for whose functions it leads to a name: all on the way is in files that they import."""
        functions, callers, importers = (
            self.named.project.functions,
            self.named.callers,
            self.named.importers,
        )
        found: dict[int, int] = defaultdict(int)
        named: dict[str, int] = defaultdict(int)
        queue = deque((number, -1) for number in self._first)
        while queue:
            number, files = queue.popleft()
            files &= importers[functions[number].path] & ~found[number]
            if not files:
                continue
            found[number] |= files
            for name in self.named.names(number):
                fresh = files & ~named[name]
                if fresh:
                    named[name] |= fresh
                    queue.extend((caller, fresh) for caller in callers.get(name, ()))
        return found

    @cached_property
    def _first(self) -> list[int]:
        """List the functions that call something of one of the names themselves."""
        return [number for name, libraries in self.names.items() for number in self._direct(name, libraries)]

    def _direct(self, name: str, libraries: "AbstractSet[str]") -> "Iterable[int]":
        functions, callers = self.named.project.functions, self.named.callers
        for heir in self.named.with_heirs(name):
            for number in callers.get(heir, ()):
                if not libraries or heir != name or self.named.knows(functions[number].path, libraries):
                    yield number
