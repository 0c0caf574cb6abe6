"""One file's facts.

Tuples, because all of a program's are made anew in every run, and most are never looked at.
"""

import marshal
from typing import Any, NamedTuple, TypeAlias, cast

from freeloop_lint.facts.form import Node

Packed: TypeAlias = tuple[Any, ...]
Problem: TypeAlias = tuple[int, int, str]
"""What is wrong with a file, with line and column, counted from 1."""


class Param(NamedTuple):
    """One parameter; `kind` is `/`, `p` (either way), `*`, `k` (keyword only) or `**`."""

    name: str
    kind: str
    annotation: Node | None
    default: Node | None


class Function(NamedTuple):
    """One `def`, `async def` or lambda.

    `stub` says that the body does nothing (`...`, `pass`, `raise NotImplementedError`), `attributes` the names
    that are written on other objects (`x.name = …`), `globals` the module's names that are bound or filled,
    `registers` that the body may hand functions to a framework, `schedules` that it may
    put one on the loop, `awaits` that it awaits something itself, `nests` that functions or classes stand in it.
    `calls` are the last names of what it calls, defines or hands on, with a blank between them; of what was imported
    `as` another, both.
    """

    name: str
    qualname: str
    line: int
    column: int
    is_async: bool
    is_generator: bool
    stub: bool
    owner: int
    params: tuple[Param, ...]
    returns: Node | None
    decorators: tuple[Node, ...]
    attributes: tuple[str, ...]
    globals: tuple[str, ...]
    registers: bool
    schedules: bool
    awaits: bool
    nests: bool
    calls: str
    packed: bytes

    @property
    def body(self) -> tuple[Node, ...]:
        """The statements, unpacked anew each time: callers keep them no longer than they need."""
        return cast("tuple[Node, ...]", marshal.loads(self.packed))  # noqa: S302 - written by this program, and checked


class Class(NamedTuple):
    """One `class`; `methods` maps names to function numbers."""

    name: str
    qualname: str
    line: int
    bases: tuple[Node, ...]
    keywords: tuple[tuple[str, Node], ...]
    decorators: tuple[Node, ...]
    methods: tuple[tuple[str, int], ...]
    body: tuple[Node, ...]


class Import(NamedTuple):
    """One imported module: `from <level dots><module> import <names>`; names empty for `import module`."""

    module: str
    level: int
    names: tuple[str, ...]


class FileFacts(NamedTuple):
    """Everything that the linter knows of one file. `problem` is set when it could not be parsed."""

    path: str
    lines: int
    functions: tuple[Function, ...]
    classes: tuple[Class, ...]
    imports: tuple[Import, ...]
    body: tuple[Node, ...]
    problem: Problem | None = None


def pack(facts: FileFacts) -> bytes:
    """Write facts, without their path, as bytes."""
    functions = tuple([_plain(f, tuple(map(tuple, f.params))) for f in facts.functions])
    packed: Packed = (
        facts.lines,
        functions,
        tuple(map(tuple, facts.classes)),
        tuple(map(tuple, facts.imports)),
    )
    return marshal.dumps((*packed, facts.body, facts.problem))


def unpack(path: str, data: bytes) -> FileFacts:
    """Read what `pack` wrote."""
    lines, functions, classes, imports, *rest = cast("Packed", marshal.loads(data))  # noqa: S302 - see Function.body
    return FileFacts(
        path,
        lines,
        tuple([_function(f) for f in functions]),
        tuple([Class(*c) for c in classes]),
        tuple([Import(*i) for i in imports]),
        *rest,
    )


_PARAMS = Function._fields.index("params")


def _plain(fields: Packed, params: Packed) -> Packed:
    """Give a function's fields with other parameters."""
    return (*fields[:_PARAMS], params, *fields[_PARAMS + 1 :])


def _function(fields: Packed) -> Function:
    return Function._make(_plain(fields, tuple([Param(*param) for param in fields[_PARAMS]])))
