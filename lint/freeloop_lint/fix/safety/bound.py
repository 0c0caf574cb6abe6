"""Whether what must not change threads is made below a call: a thread can then be handed the whole of it.

A session or connection is followed from the call that blocks upwards, by its name and the arguments of calls. What
hangs on an object, or is not understood, is taken for older than the call. What the entry gives must be no such thing.
"""

import re
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.fix.safety.body import Body
from freeloop_lint.fix.safety.callees import argument, keys
from freeloop_lint.fix.safety.origins import OLDER
from freeloop_lint.interpret.summary import Event, Step
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import Key, Obj

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Node
    from freeloop_lint.fix.safety.changes import Changes

_ON_NAME = re.compile(r"(?P<name>\w+)(?:\.\w+\(\.\.\.\))*\.\w+")
"""A call on what a name stands for, or on what calls on it give: `session.query(...).all`."""
_NOWHERE = (0, 0, 0, 0)
_MAKERS = frozenset({"__init__", "__new__", "__post_init__"})
_FLAG = "thread_unsafe"


class Bound:
    """Looks into functions after the program has been run, each once."""

    def __init__(self, changes: "Changes") -> None:
        self.changes = changes
        self.machine = changes.machine
        self._known: dict[Event, bool] = {}
        self._bodies: dict[Key, Body] = {}
        self._given: dict[Step, bool] = {}
        self._called: dict[tuple[Key, int], list[tuple[Key, Node]]] = {}

    def made_below(self, event: Event) -> bool:
        """Claim that a function between an entry and its sink makes what the sink is called on."""
        if event not in self._known:
            found = _ON_NAME.fullmatch(event.sink.call)
            self._known[event] = bool(found) and self._is_made(event, found["name"] if found else "")
        return self._known[event]

    def _is_made(self, event: Event, name: str) -> bool:
        if len(event.chain) == 1 or self._gives(event.chain[1]):
            return False
        below: frozenset[int] = frozenset()
        for step in reversed(event.chain[1:]):
            numbers = self._functions(step)
            runs = (key for number in sorted(numbers) for key in self._runs[number])
            known = ((key, self._handed(key, step.line, below, name) if below else name) for key in runs)
            key, inner = next((item for item in known if item[1]), (None, ""))
            if key is None:
                return False
            origin = self._body(key).names.of_name(inner).itself
            if not origin:
                return True
            if OLDER in origin or len(origin) > 1:
                return False
            (name,), below = origin, numbers
        return False

    def _handed(self, key: Key, line: int, below: frozenset[int], name: str) -> str:
        """Name what a call on a line gives one of several functions for a parameter; empty where it is no name."""
        body = self._body(key)
        for called, node in self._calls(key, line):
            value = argument(body.names, called, node, name) if called.number in below else None
            if value is not None and value[0] == form.NAME:
                return str(value[1])
        return ""

    def _calls(self, key: Key, line: int) -> "list[tuple[Key, Node]]":
        """List the functions that the calls on a line run."""
        if (key, line) not in self._called:
            body = self._body(key)
            self._called[key, line] = [
                (called, node)
                for node in walk(body.body)
                if node[0] == form.CALL and node[4][0] <= line <= node[4][2]
                for item in evaluate(body.frame, node[1])
                for called, _ in keys(body.names, item, node)
            ]
        return self._called[key, line]

    @cached_property
    def _runs(self) -> "dict[int, list[Key]]":
        """Function → the ways in which it was run."""
        found: dict[int, list[Key]] = defaultdict(list)
        for key in self.machine.memo:
            found[key.number].append(key)
        return found

    def _body(self, key: Key) -> Body:
        if key not in self._bodies:
            body = self._bodies[key] = Body(self.machine, key, self.changes.effect, _NOWHERE)
            body.effect()
        return self._bodies[key]

    def _gives(self, step: Step) -> bool:
        """Claim that a function gives what must not change threads, or makes an object that may hold it."""
        if step not in self._given:
            self._given[step] = step.function.rpartition(".")[2] in _MAKERS or any(
                isinstance(item, Obj) and _FLAG in self.machine.catalogue.flags(item.name)
                for number in self._functions(step)
                for key in self._runs[number]
                for item in self.machine.memo[key].returns
            )
        return self._given[step]

    def _functions(self, step: Step) -> frozenset[int]:
        """Number the functions of a step's name: several, where one is defined anew."""
        project = self.machine.project
        first = project.first_function[step.path]
        facts = project.files[step.path].functions
        return frozenset(number for number, fact in enumerate(facts, first) if fact.qualname == step.function)
