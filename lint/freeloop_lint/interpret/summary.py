"""What running one function does, bottom-up: its result, the blocking calls below it, the coroutines it starts."""

from dataclasses import dataclass, field

from freeloop_lint.catalogue.model import Cost
from freeloop_lint.facts.form import Position
from freeloop_lint.program.values import EMPTY, Key, Value

CHAIN_LIMITS = {"low": 3, "medium": 5, "high": 7}
"""Frames of the longest chain that is followed, by the sink's severity. Each frame makes it less certain that the call
is made and is dear this time; reviewers label at most four frames (corpus/README.md). Arbitrary beyond that."""
SINKS_PER_ENTRY = 4
"""Of the sinks reached by one call, this many are kept: the costliest, then the nearest. Arbitrary."""


@dataclass(frozen=True, slots=True)
class Sink:
    """The call that really blocks. `once` says that a cache makes it rare, `failing` that it comes after an error.

    `lazy` says that it stands below `if x is None:` for an `x` that outlives the call: dear, but once.
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

    @property
    def seldom(self) -> bool:
        """Claim that most calls do not pay it: it counts for one class less."""
        return self.once or self.failing

    @property
    def weight_ms(self) -> float:
        """Cost for ranking and severity: a memoised call counts for a tenth."""
        return self.cost.ms / 10 if self.seldom else self.cost.ms


@dataclass(frozen=True, slots=True)
class Step:
    """One frame of a chain: where a function makes the call that leads on."""

    path: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Event:
    """A call in this function that blocks, or reaches one that does. `iterates` says that a loop over it does."""

    position: Position
    call: str
    sink: Sink
    chain: tuple[Step, ...]
    iterates: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """A coroutine made or scheduled in this function: `how` is "call" or "schedule"."""

    key: Key
    how: str


@dataclass(frozen=True, slots=True)
class Offload:
    """Work handed to another thread or process at this place; `to` says which."""

    position: Position
    call: str
    to: str
    events: tuple[Event, ...]


@dataclass(slots=True)
class Summary:
    """Filled while the function runs; compared by `state` to see whether callers must run again.

    `needs_loop` says that it, or a function that it calls, works only on the loop's thread.
    """

    returns: Value = EMPTY
    element: Value = EMPTY
    events: dict[Position, list[Event]] = field(default_factory=dict[Position, list[Event]])
    starts: dict[Start, None] = field(default_factory=dict[Start, None])
    offloads: dict[Position, Offload] = field(default_factory=dict[Position, Offload])
    after_yield: set[Position] = field(default_factory=set[Position])
    needs_loop: bool = False
    unresolved: int = 0
    resolved: int = 0

    def add(self, event: Event) -> None:
        """Keep an event if it is among the best of its entry."""
        kept = self.events.setdefault(event.position, [])
        for number, other in enumerate(kept):
            if other.sink.position == event.sink.position and other.sink.path == event.sink.path:
                if rank(event) < rank(other):
                    kept[number] = event
                return
        kept.append(event)
        if len(kept) > 1:
            kept.sort(key=rank)
            del kept[SINKS_PER_ENTRY:]

    def best(self, limit: int) -> list[Event]:
        """List the events that callers should hear of."""
        found = [event for events in self.events.values() for event in events]
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
        )


def rank(event: Event) -> tuple[bool, float, int, str, tuple[int, ...]]:
    """Order events: what follows an error last, then dearest first, then nearest, then by place."""
    sink = event.sink
    return (sink.failing, -sink.weight_ms, len(event.chain), sink.path, sink.position)
