"""Decide which findings can be fixed, and how. Only what is shown to be safe is called safe."""

from collections import defaultdict
from typing import TYPE_CHECKING

from freeloop_lint.contexts.models import dependencies, given_values
from freeloop_lint.contexts.tables import ENTERED
from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.findings import FixNote
from freeloop_lint.fix.loads import obstacle
from freeloop_lint.fix.safety.changes import Changes
from freeloop_lint.fix.safety.decorated import doubtful_decorator
from freeloop_lint.fix.safety.names import Module
from freeloop_lint.fix.stays import Staying
from freeloop_lint.program.values import EMPTY, Obj, is_shared
from freeloop_lint.rules import RULES
from freeloop_lint.rules.between import in_class_body, in_generator, is_call
from freeloop_lint.rules.gil_bound_sync_endpoint import holds_gil_each_time
from freeloop_lint.rules.remedy import holds_gil

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Position
    from freeloop_lint.facts.model import Function
    from freeloop_lint.interpret.summary import Event
    from freeloop_lint.program.values import Key, Value
    from freeloop_lint.rules.advice import Stays
    from freeloop_lint.rules.base import Candidate, Program

POOLED = frozenset({"endpoint", "request endpoint", "dependency", "exception handler", "background"})
"""Roles in which a framework runs a plain `def` in its thread pool."""
LOOP_MODULES = frozenset({"asyncio", "anyio", "trio", "loop", "event_loop"})
"""Names that a body cannot use off the loop."""

THREAD_BOUND = frozenset({"sqlite3.Connection", "sqlite3.Cursor"})
"""Objects that raise when another thread uses them than the one that made them, unless they were told not to."""

MODULE = "asyncio"
"""What fixes write calls of."""

NOT_FIXED = frozenset(rule.code for rule in RULES if rule.fix == "none")

DROP_ASYNC = FixNote("drop-async", safe=True, note="make it `def`")
SLEEP = FixNote("async-sleep", safe=False, note="`await asyncio.sleep(...)`: other tasks run meanwhile")
LIFESPAN = FixNote(
    "lifespan",
    safe=False,
    note="load it once, in the lifespan: requests then share it, and tests must enter the lifespan",
)
TO_THREAD = FixNote("to-thread", safe=False, note="`await asyncio.to_thread(...)`: it runs in another thread")


class Planner:
    """Knows the roles of functions and who else starts them."""

    def __init__(self, program: "Program") -> None:
        self.program = program
        self.roles: dict[int, set[str]] = defaultdict(set)
        """Of functions that somebody is known to call."""
        self.scopes: dict[int, int] = {}
        for key, role in program.machine.roots:
            if role == ENTERED:
                continue
            self.roles[key.number].add(role)
            self.scopes[key.number] = key.env
        self.started = {
            start.key.number for summary in program.machine.memo.values() for start in summary.starts
        }
        self.needs_loop: dict[int, bool] = defaultdict(bool)
        self.bound_calls: dict[int, dict[tuple[Key, str], None]] = defaultdict(dict)
        """Calls, by function, of what must not change threads."""
        self.changes = Changes(program.machine, self.roles)
        self.held: dict[int, str] = {}
        """Functions that do, on the loop or off it, what holds the GIL for long: a call of each."""
        self.bound: set[int] = set()
        """Dependencies that give what is bound to the thread that made it."""
        for running in program.on_loop:
            needs_loop = bool(running.summary.starts) or running.summary.needs_loop
            self.needs_loop[running.key.number] |= needs_loop
            if "dependency" in self.roles[running.key.number] and _is_bound(running.summary.returns):
                self.bound.add(running.key.number)
            events = [event for several in running.summary.events.values() for event in several]
            called = {(running.key, event.call): None for event in events if event.sink.thread_unsafe}
            self.bound_calls[running.key.number].update(called)
            for event in events:
                if holds_gil_each_time(event.sink):
                    self.held.setdefault(running.key.number, event.sink.call)
        self._drops: dict[int, FixNote | None] = {}
        self._obstacles: dict[tuple[int, Position], str] = {}
        self.module = Module(program.machine.project, MODULE)
        self.staying = Staying(program.machine)

    def _is_given_bound(self, number: int) -> bool:
        """Claim that a parameter is bound to the thread that made it, by its annotation or its dependency."""
        machine = self.program.machine
        if any(is_shared(item) for item in given_values(machine, number)):
            return False
        params = range(len(machine.project.functions[number].fact.params))
        return any(map(_is_bound, (machine.annotated.get((number, place), EMPTY) for place in params)))

    def _from_outside(self, key: "Key", call: str) -> bool:
        """Claim that the receiver of a call is neither made in the function nor handed to it by the framework."""
        return self.changes.outlives(key, call.partition(".")[0].partition("(")[0])

    def note(self, candidate: "Candidate") -> FixNote | None:
        """Give the fix for a candidate, the safest there is."""
        if not _is_fixed(candidate):
            return None
        if candidate.event.sink.cost.topic == "load":  # in a thread each request would load all the same
            return self._once(candidate)
        drop = self.drop(candidate.number)
        written = self._await(candidate) if drop is None else None
        return drop or (None if written is None or self._is_taken(candidate) else written)

    def _await(self, candidate: "Candidate") -> FixNote | None:
        """Give the fix that puts an `await` in front of a call, where one may stand."""
        project, event = self.program.machine.project, candidate.event
        fact = project.functions[candidate.number].fact
        called = is_call(event, project)
        if not fact.is_async or event.iterates or not called:
            return None
        if in_generator(event, fact) or in_class_body(event, fact, project):
            return None
        return None if self.stays(candidate) else _awaited(event)

    def _is_taken(self, candidate: "Candidate") -> bool:
        """Claim that what would be written names something else where the candidate stands."""
        return not self.module.is_free(candidate.number, candidate.event.position)

    def _once(self, candidate: "Candidate") -> FixNote | None:
        """Give the fix that makes a load happen once, where that can be done surely."""
        return (
            LIFESPAN if candidate.event.sink.cost.kind == "load" and not self._obstacle(candidate) else None
        )

    def _obstacle(self, candidate: "Candidate") -> str:
        """Say, once for each load, what keeps it where it is."""
        place = candidate.number, candidate.event.position
        if place not in self._obstacles:
            self._obstacles[place] = obstacle(self.changes, self.staying.key(candidate.number), candidate)
        return self._obstacles[place]

    def stays(self, candidate: "Candidate") -> "Stays | None":
        """Say what is in the way of handing a call to a thread, and which part of it may go."""
        return self.staying.why(candidate)

    def refusal(self, candidate: "Candidate") -> str:
        """Say why a load is not moved into the lifespan, or an `await` not written; empty when it is."""
        if candidate.number < 0:
            return ""
        if candidate.event.sink.cost.kind == "load":
            why = self._obstacle(candidate)
            return f"not moved by --unsafe-fixes: {why}" if why else ""
        if not _is_fixed(candidate) or self.drop(candidate.number) or self._await(candidate) is None:
            return ""
        return (
            f"not fixed by --unsafe-fixes: `{MODULE}` is something else there"
            if self._is_taken(candidate)
            else ""
        )

    def drop(self, number: int) -> FixNote | None:
        """Give the fix that makes a function `def`; None where it would not work as one."""
        if number not in self._drops:
            self._drops[number] = self._drop(number) if number >= 0 and self._may_drop(number) else None
        return self._drops[number]

    def _drop(self, number: int) -> FixNote:
        reason = self._needs_turns(number) or next(
            (
                why
                for given in dependencies(self.program.machine, number)
                if (why := self._needs_turns(given))
            ),
            "",
        )
        if not reason and number in self.held:
            reason = f"where `{self.held[number]}` holds the GIL all the same"
        reason = reason or self.changes.at_start
        if reason:
            return DROP_ASYNC._replace(safe=False, note=f"{DROP_ASYNC.note}, {reason}")
        doubtful = doubtful_decorator(self.program.machine, number, self.scopes[number])
        if not doubtful:
            return DROP_ASYNC
        note = f"{DROP_ASYNC.note}; its decorator `{doubtful}` may count on a coroutine function"
        return DROP_ASYNC._replace(safe=False, note=note)

    def _needs_turns(self, number: int) -> str:
        """Say why a function may count on its turn on the loop; empty when nothing is seen to."""
        return self.changes.reason(self.staying.key(number))

    def _defines_coroutine(self, number: int) -> bool:
        """Claim that a coroutine function stands in a function."""
        project = self.program.machine.project
        ref = project.functions[number]
        inside = f"{ref.fact.qualname}."
        return any(
            fact.is_async and fact.qualname.startswith(inside) for fact in project.files[ref.path].functions
        )

    def _may_drop(self, number: int) -> bool:
        fact = self.program.machine.project.functions[number].fact
        roles = self.roles.get(number, set())
        if not roles or not roles <= POOLED or not fact.is_async or fact.is_generator or fact.awaits:
            return False
        if number in self.started or self.needs_loop[number]:
            return False
        if number in self.bound or self._is_given_bound(number):
            return False
        return (
            not self._defines_coroutine(number)
            and not _needs_loop(fact)
            and not any(self._from_outside(key, call) for key, call in self.bound_calls[number])
        )


def _is_fixed(candidate: "Candidate") -> bool:
    """Claim that there is a fix for what a candidate says."""
    return candidate.number >= 0 and candidate.code not in NOT_FIXED and not holds_gil(candidate.event.sink)


def _awaited(event: "Event") -> FixNote | None:
    """Give the fix that puts an `await` in front of a call."""
    if event.sink.name == "time.sleep" and len(event.chain) == 1:
        return SLEEP
    return TO_THREAD if event.call == event.sink.call or len(event.chain) > 1 else None


def _needs_loop(fact: "Function") -> bool:
    """Claim that a body names an async library."""
    return any(node[0] == form.NAME and node[1] in LOOP_MODULES for node in walk(fact.body))


def _is_bound(value: "Value") -> bool:
    return any(isinstance(item, Obj) and item.name in THREAD_BOUND and not is_shared(item) for item in value)
