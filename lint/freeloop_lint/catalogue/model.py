"""What the catalogue knows about one library, as plain values.

An entry describes what a call does to the thread that runs it (its cost), what it returns, and what it does
with the callables that are handed to it. Nothing here reads files; `schema` makes these from TOML.

Named tuples, here and in what else is defined at each start: a frozen dataclass takes nine times as long to define
(0.5 ms, CPython 3.11), and some twenty of them were a fiftieth of a run.
"""

from typing import NamedTuple

KINDS = ("cpu", "io", "sleep", "lock", "load")
"""What holds the thread: computing, waiting for a device, sleeping, waiting for a lock, loading a model."""

TOPICS = (
    "compute",
    "inference",
    "serialise",
    "load",
    "sleep",
    "http",
    "database",
    "file",
    "subprocess",
    "lock",
    "network",
)
"""What the call is for; each topic belongs to one rule."""

HIGH_MS = 10.0
"""Above this a call is of high severity (DESIGN.md 5.1)."""
MEDIUM_MS = 1.0
"""From this on a call is of medium severity; below it, low."""


class Cost(NamedTuple):
    """What one call costs on ordinary input.

    `ms` is wall time on one core of an ordinary server at the input that `at` names; `evidence` is
    "measured" (then `version` and `date` are set) or "estimated".
    """

    kind: str
    topic: str
    ms: float
    at: str = ""
    gil: str = ""
    evidence: str = "estimated"
    version: str = ""
    date: str = ""
    remedy: str = ""
    source: str = ""

    @property
    def severity(self) -> str:
        """Class of the cost: high above 10 ms, medium from 1 ms, low below."""
        if self.ms > HIGH_MS:
            return "high"
        return "medium" if self.ms >= MEDIUM_MS else "low"


class TypeExpr(NamedTuple):
    """A type as written in a data file: a dotted name or a container of others."""

    name: str
    args: tuple["TypeExpr", ...] = ()


class Condition(NamedTuple):
    """A test on one argument of the call: present and true, or equal to a literal."""

    keyword: str
    position: int | None
    equals: str | None


LONGEST_MS = 1e9
"""A number in the source can ask for more time than any figure is good for, or for infinity. Arbitrary: 11 days."""


class Scale(NamedTuple):
    """How a number written in the call makes it cheap or dear.

    `unit_ms` is the time for 1; with `growth` "double" each further 1 doubles it, else time is proportional. With
    `limit` the number only bounds the usual cost, as a timeout does.
    """

    keyword: str
    position: int | None
    unit_ms: float
    growth: str = "linear"
    limit: bool = False

    def cost(self, usual: Cost, number: float) -> Cost:
        """Give the cost of a call with this number; one below zero is an error, or means that there is no limit."""
        if number < 0:
            return usual
        ms = self.unit_ms * (2.0 ** min(number, 60) if self.growth == "double" else number)
        ms = min(ms, LONGEST_MS)
        if self.limit and ms >= usual.ms:
            return usual
        given = f"{round(number, 6):,.12g}".replace(",", " ")
        at = f"{'at most ' * self.limit}{self.keyword} = {given}"
        return usual._replace(ms=float(f"{ms:.3g}"), at=at, evidence="estimated", version="", date="")


class Variant(NamedTuple):
    """What a call costs instead when one of some conditions holds: an image written as PNG."""

    when: tuple[Condition, ...]
    cost: Cost


class Entry(NamedTuple):
    """One function or method."""

    cost: Cost | None = None
    returns: TypeExpr | None = None
    sibling: str = ""
    flags: frozenset[str] = frozenset()
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    invokes: tuple[int | str, ...] = ()
    offloads: tuple[int | str, ...] = ()
    schedules: tuple[int | str, ...] = ()
    drives: tuple[int | str, ...] = ()
    calls: tuple[tuple[int | str, str], ...] = ()
    to: str = "thread"
    wraps: str = ""
    scale: Scale | None = None
    carries: Condition | None = None
    variants: tuple[Variant, ...] = ()


class ClassEntry(NamedTuple):
    """One class: what its instances' methods cost and return.

    `methods` holds dunder names too: `__init__` is construction, `__call__` calling an instance, `__iter__`
    iterating it, `__enter__` a `with`, `__matmul__` the operator. The name `*` stands for any other method.
    """

    name: str
    bases: tuple[str, ...] = ()
    methods: tuple[tuple[str, Entry], ...] = ()
    attributes: tuple[tuple[str, TypeExpr], ...] = ()
    flags: frozenset[str] = frozenset()


class Library(NamedTuple):
    """One data file."""

    roots: tuple[str, ...]
    functions: tuple[tuple[str, Entry], ...]
    classes: tuple[ClassEntry, ...]
    values: tuple[tuple[str, TypeExpr], ...]
    aliases: tuple[tuple[str, str], ...]
