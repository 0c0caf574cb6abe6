"""A finding, as every report sees it."""

from dataclasses import dataclass, field

SEVERITIES = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; lines and columns count from 1."""

    path: str
    line: int
    column: int
    call: str


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A frame of the chain from the async function to the sink."""

    path: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class CostFigure:
    """What the sink costs, and how that is known."""

    ms: float
    at: str
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class FixNote:
    """A fix that `--fix`, or `--unsafe-fixes`, would make."""

    kind: str
    safe: bool
    note: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One call that holds the loop. `function_line` is where the async function around it is defined."""

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
    cost: CostFigure | None
    gil: str
    help: str
    others: tuple[Place, ...] = ()
    fix: FixNote | None = None

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Sort key of reports."""
        return (self.path, self.line, self.column, self.code)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something that kept a part of the program from being understood."""

    path: str
    line: int
    problem: str
    column: int = 1


@dataclass(frozen=True, slots=True)
class Statistics:
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a run."""

    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    statistics: Statistics = field(default_factory=Statistics)
    unused_suppressions: tuple[Diagnostic, ...] = ()
