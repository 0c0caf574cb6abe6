"""One activation: the names of a function that is being run, and where its effects go."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.interpret.summary import CHAIN_LIMITS, Asked, Event, Open, Sink, Start, Step, Summary
from freeloop_lint.program.values import EMPTY, Key, Type, Value, join

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop_lint.catalogue.model import Cost, Entry
    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.interpret.machine import Machine

PROPAGATED = 12
"""A function tells its callers of this many sinks, the dearest first. Arbitrary; each is one finding at most."""


NEGLIGIBLE_MS = 0.4
"""Computing that is cheaper is what every line does, and is never reported. Arbitrary, below the smallest figure that
reviewers minded (base64 of an image, `tolist` of a batch: 0.5-0.8 ms). Waiting has no such floor: it may last."""


SHORTEST = min(CHAIN_LIMITS.values())
"""Chains below this are followed, whatever their sink."""
_WITH_FLOOR = frozenset({"compute", "serialise"})


def is_negligible(cost: "Cost") -> bool:
    """Claim that a call costs nothing that is worth a word."""
    return not cost.ms or (cost.topic in _WITH_FLOOR and cost.kind == "cpu" and cost.ms < NEGLIGIBLE_MS)


LONG_LOAD_MS = 100.0
"""A load that takes this long counts in full though it is made once: the first request waits for it, and all others
with it. Arbitrary: models take more, clients and tokenizers less.
"""


def is_long_load(cost: "Cost") -> bool:
    """Claim that making something holds the loop for so long that it does not help that it is made once."""
    return cost.kind == "load" and cost.ms >= LONG_LOAD_MS


class Scope:
    """Every value that a name of a scope ever had, for the functions that close over it."""

    __slots__ = ("names", "parent")

    def __init__(self, parent: int) -> None:
        self.names: dict[str, Value] = {}
        self.parent = parent


class Frame:
    """`names` is the flow-sensitive view, `scope` the one that closures see.

    `shared` holds where something may close over the names.
    `guarded` holds inside `if x is None: x = …` for an `x` that outlives the call, and after `if x: return x`: what
    happens there happens once.
    `failing` holds in an `except` block. `odd` holds where only unusual input leads, or nothing: cost is what usual
    input costs, so nothing there counts. `imports` holds where a name may be an import, looked up when it is used.
    `asked` says which parameter must be true here, or false: see `calling.given`.
    `beside` is what was started by now and runs on: see `interpret.beside`.
    """

    __slots__ = (
        "asked",
        "beside",
        "bound",
        "cls",
        "declared",
        "enclosing",
        "env",
        "failing",
        "function",
        "guarded",
        "imports",
        "machine",
        "names",
        "number",
        "odd",
        "path",
        "scope",
        "shared",
        "summary",
    )

    def __init__(self, machine: "Machine", path: str, function: str, env: int, summary: Summary) -> None:
        self.machine = machine
        self.path = path
        self.function = function
        self.env = env
        self.enclosing = env
        self.scope = machine.scopes[env]
        self.names: dict[str, Value] = {}
        self.summary = summary
        self.declared: set[str] = set()
        self.bound: Type | None = None
        self.cls = -1
        self.number = -1
        self.asked: Asked | None = None
        self.guarded = False
        self.odd = False
        self.failing = False
        self.imports = False
        self.shared = True
        self.beside = EMPTY

    def bind(self, name: str, value: Value) -> None:
        """Assign a name."""
        if name in self.declared:
            self.machine.write_outer(self, name, value)
            return
        self.names[name] = value
        if not self.shared:
            return
        every = self.scope.names
        known = every.get(name)
        every[name] = value if known is None else join(known, value)

    def block(
        self,
        position: "Position",
        label: "str | Node",
        name: str,
        entry: "Entry",
        *,
        iterates: bool = False,
        unsafe: bool = False,
        opened: Open | None = None,
    ) -> None:
        """Record that a call in this frame blocks."""
        cost = entry.cost
        if cost is None or self.odd or is_negligible(cost):
            return
        call = label if isinstance(label, str) else form.dotted(label)
        once = "once" in entry.flags or (self.guarded and not is_long_load(cost))
        sink = Sink(
            self.path,
            position,
            call,
            name,
            cost,
            entry.sibling,
            once,
            unsafe,
            self.failing,
            self.guarded,
            opened,
            self.asked,
        )
        step = Step(self.path, position[0], self.function)
        self.summary.add(Event(position, call, sink, (step,), iterates, bool(self.beside)))

    def reach(
        self,
        position: "Position",
        label: "str | Node",
        below: Summary,
        *,
        iterates: bool = False,
        once: bool = False,
        told: "Callable[[Sink], Sink | None] | None" = None,
    ) -> None:
        """Record what a call of a project function reaches, the coroutines it starts, how it needs its thread.

        `told` works out what a sink costs by the numbers that the call gives.
        """
        late = bool(self.beside)
        if below.starts or below.beside:
            self._start_below(below)
        self.summary.needs_loop |= below.needs_loop
        self.summary.bound |= below.bound
        if not below.events or self.odd:
            return
        call = label if isinstance(label, str) else form.dotted(label)
        step = Step(self.path, position[0], self.function)
        for event in below.best(PROPAGATED):
            sink: Sink | None = event.sink
            if event.sink.open is not None or event.sink.asked is not None:
                sink = event.sink._replace(open=None, asked=None) if told is None else told(event.sink)
            if sink is None:
                continue
            if self.asked is not None:
                sink = sink._replace(asked=self.asked)
            if len(event.chain) >= SHORTEST and len(event.chain) >= CHAIN_LIMITS[sink.cost.severity]:
                continue
            if once or self.guarded or self.failing:
                sink = self._seldom(sink, once)
            chain = (step, *event.chain)
            self.summary.add(Event(position, call, sink, chain, iterates, event.late or late))

    def _seldom(self, sink: Sink, once: bool) -> Sink:  # noqa: FBT001 - private
        """Say of a sink what makes it rare here."""
        return sink._replace(
            once=sink.once or once or (self.guarded and not is_long_load(sink.cost)),
            lazy=sink.lazy or self.guarded,
            failing=sink.failing or self.failing,
        )

    def _start_below(self, below: Summary) -> None:
        """Record what a called function has started, and that it may have left that running."""
        starts = self.summary.starts
        for start, step in below.starts.items():
            starts.setdefault(start, step)
            if self.beside:
                starts.setdefault(Start(start.key, "late"), step)
        self.beside = join(self.beside, below.beside)

    def start(self, key: Key, how: str, position: "Position") -> None:
        """Record that a coroutine is made or scheduled here."""
        here = self.here(position)
        if here is None:
            return
        self.summary.starts.setdefault(Start(key, how), here)
        if self.beside:
            self.summary.starts.setdefault(Start(key, "late"), here)

    def here(self, position: "Position") -> Step | None:
        """Give a place in this function; there is none in a frame whose effects nobody hears of."""
        return Step(self.path, position[0], self.function) if self.path else None
