"""What running one function does, bottom-up: its result, the blocking calls below it, the coroutines it starts."""

from typing import NamedTuple

from freeloop_lint.catalogue.model import Cost, Scale
from freeloop_lint.facts.form import Position
from freeloop_lint.program.values import EMPTY, Key

CHAIN_LIMITS = {"low": 3, "medium": 5, "high": 7}
"""Frames of the longest chain that is followed, by the sink's severity. Each frame makes it less certain that the call
is made and is dear this time; reviewers label at most four frames (corpus/README.md). Arbitrary beyond that."""
SINKS_PER_ENTRY = 4
"""Of the sinks reached by one call, this many are kept: the costliest, then the nearest. Arbitrary."""


class Open(NamedTuple):
    """What a cost is worked out from when a number is given for a parameter, by its place: see `calling.given`."""

    slot: int
    scale: Scale
    usual: Cost


class Asked(NamedTuple):
    """A parameter, by its place, that is true where something happens, or is false: see `calling.given`."""

    slot: int
    holds: bool


class Sink(NamedTuple):
    """The call that really blocks. `once` says that a cache makes it rare, `failing` that it comes after an error.

    `lazy` says that it stands below `if x is None:` for an `x` that outlives the call: dear, but once. `open` says
    which parameter decides the cost, which is the usual one where no call has said another; `asked` which decides
    whether the call is made at all.
    """

    path: str
    position: Position
    call: str
    name: str
    cost: Cost
    sibling: str = ""
    once: bool = False
    thread_unsafe: bool = False
    failing: bool = False
    lazy: bool = False
    open: Open | None = None
    asked: Asked | None = None

    @property
    def seldom(self) -> bool:
        """Claim that most calls do not pay it: it counts for one class less."""
        return self.once or self.failing

    @property
    def weight_ms(self) -> float:
        """Cost for ranking and severity: a memoised call counts for a tenth."""
        return self.cost.ms / 10 if self.seldom else self.cost.ms


class Step(NamedTuple):
    """One frame of a chain: where a function makes the call that leads on."""

    path: str
    line: int
    function: str


class Event(NamedTuple):
    """A call in this function that blocks, or reaches one that does. `iterates` says that a loop over it does.

    `late` says that what the function has started runs beside it by then, and waits.
    """

    position: Position
    call: str
    sink: Sink
    chain: tuple[Step, ...]
    iterates: bool = False
    late: bool = False


class Start(NamedTuple):
    """A coroutine made or scheduled in this function: `how` is "call" or "schedule".

    One that is made where something runs beside the function is noted once more, as "late". A summary keeps with each
    the first place where it happens.
    """

    key: Key
    how: str


class Offload(NamedTuple):
    """Work handed to another thread or process at this place; `to` says which."""

    position: Position
    call: str
    to: str
    events: tuple[Event, ...]


class Summary:
    """Filled while the function runs; compared by `state` to see whether callers must run again.

    `needs_loop` says that it, or a function that it calls, works only on the loop's thread, `beside` what it
    has started and leaves running, `open` that parameters decide what some of its calls cost, or whether they are made.
    `bound` says that it, or one that it calls, uses what must not change threads.
    """

    __slots__ = (
        "_best",
        "beside",
        "bound",
        "element",
        "events",
        "needs_loop",
        "offloads",
        "open",
        "resolved",
        "returns",
        "starts",
        "unresolved",
    )

    def __init__(self) -> None:
        self.returns = EMPTY
        self.element = EMPTY
        self.events: dict[Position, list[Event]] = {}
        self.starts: dict[Start, Step] = {}
        self.offloads: dict[Position, Offload] = {}
        self.beside = EMPTY
        self.open = False
        self.needs_loop = False
        self.bound = False
        self.unresolved = 0
        self.resolved = 0
        self._best: list[Event] | None = None

    def add(self, event: Event) -> None:
        """Keep an event if it is among the best of its entry."""
        self._best = None
        self.open |= event.sink.open is not None or event.sink.asked is not None
        kept = self.events.setdefault(event.position, [])
        for number, other in enumerate(kept):
            if other.sink.position == event.sink.position and other.sink.path == event.sink.path:
                best = event if rank(event) < rank(other) else other
                if event.sink.asked is None or other.sink.asked is None:
                    best = best._replace(sink=best.sink._replace(asked=None))
                kept[number] = best if best.late else best._replace(late=event.late or other.late)
                return
        kept.append(event)
        if len(kept) > 1:
            kept.sort(key=rank)
            del kept[SINKS_PER_ENTRY:]

    def forget(self, places: list[Position]) -> None:
        """Drop the events at some places."""
        self._best = None
        for place in places:
            del self.events[place]

    def late(self) -> "Summary":
        """Give what is done after something was started that runs beside it."""
        found = Summary()
        found.starts, found.needs_loop = self.starts, self.needs_loop
        for events in self.events.values():
            for event in events:
                if event.late:
                    found.add(event)
        return found

    def best(self, limit: int) -> list[Event]:
        """List the events that callers should hear of."""
        found = self._best
        if found is None:
            found = self._best = [event for events in self.events.values() for event in events]
            found.sort(key=rank)
        return found[:limit]

    def state(self) -> tuple[object, ...]:
        """Everything that a caller can see."""
        return (
            self.returns,
            self.element,
            len(self.events),
            sum(map(len, self.events.values())),
            len(self.starts),
            self.needs_loop,
            self.beside,
        )


def rank(event: Event) -> tuple[bool, float, int, str, tuple[int, ...]]:
    """Order events: what follows an error last, then dearest first, then nearest, then by place."""
    sink = event.sink
    weight_ms = sink.cost.ms / 10 if sink.once or sink.failing else sink.cost.ms
    return (sink.failing, -weight_ms, len(event.chain), sink.path, sink.position)
