"""One file's facts."""

import marshal
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from freeloop_lint.facts.form import Node

Packed: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter; `kind` is `/`, `p` (either way), `*`, `k` (keyword only) or `**`."""

    name: str
    kind: str
    annotation: Node | None
    default: Node | None


@dataclass(frozen=True, slots=True)
class Function:
    """One `def`, `async def` or lambda.

    `stub` says that the body does nothing (`...`, `pass`, `raise NotImplementedError`), `attributes` the names
    that are written on other objects (`x.name = …`), `globals` the module's names that are bound or filled,
    `registers` that the body may hand functions to a framework, `schedules` that it may
    put one on the loop, `awaits` that it awaits something itself.
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
    packed: bytes

    @property
    def body(self) -> tuple[Node, ...]:
        """The statements, unpacked anew each time: callers keep them no longer than they need."""
        return cast("tuple[Node, ...]", marshal.loads(self.packed))  # noqa: S302 - written by this program, checked by digest


@dataclass(frozen=True, slots=True)
class Class:
    """One `class`; `methods` maps names to function numbers."""

    name: str
    qualname: str
    line: int
    bases: tuple[Node, ...]
    keywords: tuple[tuple[str, Node], ...]
    decorators: tuple[Node, ...]
    methods: tuple[tuple[str, int], ...]
    body: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module: `from <level dots><module> import <names>`; names empty for `import module`."""

    module: str
    level: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Everything that the linter knows of one file. `problem` is set when it could not be parsed."""

    path: str
    lines: int
    functions: tuple[Function, ...]
    classes: tuple[Class, ...]
    imports: tuple[Import, ...]
    body: tuple[Node, ...]
    problem: str = ""
    problem_line: int = 0


def pack(facts: FileFacts) -> bytes:
    """Write facts, without their path, as bytes."""
    functions = tuple(
        (
            f.name,
            f.qualname,
            f.line,
            f.column,
            f.is_async,
            f.is_generator,
            f.stub,
            f.owner,
            tuple((p.name, p.kind, p.annotation, p.default) for p in f.params),
            f.returns,
            f.decorators,
            f.attributes,
            f.globals,
            f.registers,
            f.schedules,
            f.awaits,
            f.packed,
        )
        for f in facts.functions
    )
    classes = tuple(
        (c.name, c.qualname, c.line, c.bases, c.keywords, c.decorators, c.methods, c.body)
        for c in facts.classes
    )
    imports = tuple((i.module, i.level, i.names) for i in facts.imports)
    return marshal.dumps(
        (facts.lines, functions, classes, imports, facts.body, facts.problem, facts.problem_line)
    )


def unpack(path: str, data: bytes) -> FileFacts:
    """Read what `pack` wrote."""
    lines, functions, classes, imports, body, problem, problem_line = cast("Packed", marshal.loads(data))  # noqa: S302 - see Function.body
    return FileFacts(
        path,
        lines,
        tuple(_function(f) for f in functions),
        tuple(Class(*c) for c in classes),
        tuple(Import(*i) for i in imports),
        body,
        problem,
        problem_line,
    )


def _function(fields: Packed) -> Function:
    params = tuple(Param(*param) for param in fields[8])
    merged: Packed = (*fields[:8], params, *fields[9:])
    return Function(*merged)
