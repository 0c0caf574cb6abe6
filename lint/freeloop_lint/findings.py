"""A finding, as every report sees it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, cast

SEVERITIES = ("low", "medium", "high")


class Place(NamedTuple):
    """A place in a file; lines and columns count from 1."""

    path: str
    line: int
    column: int
    call: str


class ChainStep(NamedTuple):
    """A frame of the chain from the async function to the sink."""

    path: str
    line: int
    function: str


class Entry(NamedTuple):
    """Where the way to a finding begins, and what that is: the endpoint, say, whose request gets there."""

    path: str
    line: int
    function: str
    context: str


class CostFigure(NamedTuple):
    """What the sink costs, and how that is known."""

    ms: float
    at: str
    evidence: str
    source: str


class FixNote(NamedTuple):
    """A fix that `--fix`, or `--unsafe-fixes`, would make."""

    kind: str
    safe: bool
    note: str


class Finding(NamedTuple):
    """One call that holds the loop. `function_line` is where the async function around it is defined.

    `entry` is the root whose work that function does, itself or not, and `started` the place where it is awaited,
    scheduled or handed over; none where a framework calls it.

    `lowered` says why its severity is a class below that of its cost.
    """

    code: str
    name: str
    message: str
    severity: str
    confidence: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    context: str
    function: str
    function_line: int
    sink: Place
    chain: tuple[ChainStep, ...]
    entry: Entry
    started: ChainStep | None
    cost: CostFigure | None
    gil: str
    help: str
    others: tuple[Place, ...] = ()
    fix: FixNote | None = None
    lowered: str = ""

    @property
    def leading(self) -> tuple[ChainStep, ...]:
        """What leads to its function: the root, where that is another, and the place that starts it."""
        entry = self.entry
        root = ChainStep(entry.path, entry.line, entry.function)
        itself = (root.path, root.function) == (self.path, self.function)
        return (*(() if itself else (root,)), *((self.started,) if self.started else ()))

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Sort key of reports."""
        return (self.path, self.line, self.column, self.code)


class Diagnostic(NamedTuple):
    """Something that kept a part of the program from being understood."""

    path: str
    line: int
    problem: str
    column: int = 1


class Statistics(NamedTuple):
    """What a run looked at: `asked` counts the files that were asked for, the rest is of the whole program.

    `notebooks` counts those that were asked for and not read.
    """

    asked: int = 0
    notebooks: int = 0
    files: int = 0
    lines: int = 0
    parsed: int = 0
    functions: int = 0
    on_loop: int = 0
    in_pool: int = 0
    calls_resolved: int = 0
    calls_unresolved: int = 0
    suppressed: int = 0
    below_severity: int = 0


class Outcome(NamedTuple):
    """The result of a run. `digests` name the contents that were looked at, of files with a fix, by path."""

    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    statistics: Statistics = Statistics()
    unused_suppressions: tuple[Diagnostic, ...] = ()
    digests: Mapping[str, bytes] = MappingProxyType({})


def plain(item: object) -> Any:  # noqa: ANN401 - whatever JSON has
    """Turn a record, and those that it holds, into dictionaries by the names of their fields, and tuples into lists."""
    if not isinstance(item, tuple):
        return item
    parts = cast("tuple[object, ...]", item)
    names: tuple[str, ...] = getattr(parts, "_fields", ())
    values = [plain(value) for value in parts]
    return dict(zip(names, values, strict=True)) if names else values
