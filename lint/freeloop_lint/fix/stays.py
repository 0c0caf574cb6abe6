"""Why a call is not handed to a thread, or awaited at all, and which part of it may be."""

from typing import TYPE_CHECKING

from freeloop_lint.fix.safety.apart import Apart
from freeloop_lint.fix.safety.bound import Bound
from freeloop_lint.fix.safety.held import Held
from freeloop_lint.program.values import Key
from freeloop_lint.rules.advice import TO_THREAD, Stays
from freeloop_lint.rules.between import is_call, is_called, made_async, number_of
from freeloop_lint.rules.remedy import holds_gil

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Position
    from freeloop_lint.interpret.machine import Machine
    from freeloop_lint.interpret.summary import Event
    from freeloop_lint.rules.base import Candidate

_CALLED = f"one function that is called through {TO_THREAD}"


class Staying:
    """Looks, once for each call, for what must not change threads with it, and for what is held around it."""

    def __init__(self, machine: "Machine") -> None:
        self.machine = machine
        self.bound = Bound(machine)
        self.held = Held(machine)
        self.apart = Apart(machine)
        self._known: dict[tuple[int, Position, str, Position], Stays | None] = {}

    def key(self, number: int) -> Key:
        """Give a way in which a function was run."""
        machine = self.machine
        runs = self.bound.keys.get(number)
        return runs[0] if runs else Key(number, machine.module(machine.project.functions[number].path))

    def why(self, candidate: "Candidate") -> Stays | None:
        """Say what is in the way; None when nothing is seen to be."""
        number, event = candidate.number, candidate.event
        place = number, event.position, event.sink.path, event.sink.position
        if place not in self._known:
            key = self.key(number) if number >= 0 else None
            self._known[place] = (
                (self._held(key, event) if key is not None and not holds_gil(event.sink) else None)
                or self._bound(key, event)
                or self._apart(event)
            )
        return self._known[place]

    def _held(self, key: Key, event: "Event") -> Stays | None:
        """Look for what is held at the place, or by what is called there."""
        if over := self.held.over(key, event.position):
            note = f"no `await` may stand there, since `{over}` holds for all tasks of the thread"
            return Stays(note, f"do all that stands under `{over}` in {_CALLED}", awaits=False)
        if is_call(event, self.machine.project) and self.held.enters(key, event.position):
            note = "a thread that only makes the manager leaves entering it to the loop"
            return Stays(
                note, f"do all that stands under `with {event.call}(...)` in {_CALLED}", awaits=False
            )
        below = number_of(self.machine.project, event.chain[1]) if len(event.chain) > 1 else -1
        if self.held.takes(event.sink) if below < 0 else self.held.keeps(self.key(below)):
            note = f"what `{event.call}` takes, no other thread can give back"
            return Stays(note, f"take it, and give it back, in {_CALLED}", awaits=False)
        return None

    def _bound(self, key: Key | None, event: "Event") -> Stays | None:
        """Look for an object that is bound to its thread."""
        owner = ""
        if key is not None and self.bound.may_use(key):
            owner = self.bound.crosses(key, event.position)
        if event.sink.thread_unsafe and len(event.chain) == 1:
            owner = owner or event.sink.name.split(".")[-2]
        if not owner:
            return None
        whole = f"make, use and close the `{owner}` in {_CALLED}"
        return Stays(f"a `{owner}` must not change threads", whole, *self._below(event))

    def _apart(self, event: "Event") -> Stays | None:
        """Look for what a called function does that works, or is seen, in the thread of its caller only."""
        if len(event.chain) == 1:
            return None
        number = number_of(self.machine.project, event.chain[1])
        if number < 0 or not (what := self._own(number)):
            return None
        whole = f"take that out of what is called through {TO_THREAD}"
        return Stays(what, whole, *self._below(event))

    def _own(self, number: int) -> str:
        """Say what a function needs its caller's thread for; empty when nothing is seen to."""
        name = self.machine.project.functions[number].fact.name
        runs = self.bound.keys.get(number, [])
        if any(self.machine.memo[key].needs_loop for key in runs):
            return f"`{name}` needs the thread of the loop"
        label = self.apart.keeps(self.key(number))
        return f"`{label}` in `{name}` is of the thread, or task, that calls it" if label else ""

    def _below(self, event: "Event") -> tuple[str, str]:
        """Name the nearest call below an entry that takes nothing along that must stay, and what leads there."""
        project = self.machine.project
        numbers = [number_of(project, step) for step in event.chain]
        for place, number in enumerate(numbers[2:], 2):
            step = event.chain[place]
            if number >= 0 and is_called(step, project) and self._may_go(number):
                return step.function.rpartition(".")[2], made_async(event, project, place)
        last = numbers[-1]
        if event.sink.thread_unsafe or len(numbers) == 1 or last < 0:
            return "", ""
        if self.bound.crosses(self.key(last), event.sink.position):
            return "", ""
        return event.sink.call, made_async(event, project)

    def _may_go(self, number: int) -> bool:
        return not self.bound.uses(number) and not self._own(number)
