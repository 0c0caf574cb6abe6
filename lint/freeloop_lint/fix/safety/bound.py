"""Objects that must stay in the thread that made them: which calls would take one along, or bring one back.

A session that a helper makes for itself may be used in any thread; one that it is handed, or finds, may not. Every
use counts: what is not looked into may do anything with it.
"""

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.fix.safety.body import Body
from freeloop_lint.fix.safety.callees import NOTHING, Effect, keys, mapped
from freeloop_lint.fix.safety.changes import Reading
from freeloop_lint.fix.safety.origins import OLDER, Origin, named
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import Key, LazyMap, Obj, elements, is_shared, ordered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.interpret.machine import Machine
    from freeloop_lint.program.values import Value

FLAG = "thread_unsafe"
_USED = frozenset({form.NAME, form.ATTR, form.CALL})


class _Uses(Body):
    """One function, read for such objects only."""

    @cached_property
    def calls(self) -> "dict[Position, Node]":
        """The calls in it, by place."""
        return {node[4]: node for node in walk(self.body) if node[0] == form.CALL}

    def crossing(self, call: "Node") -> "Iterator[str]":
        """Name the classes of those that a call is handed, finds or gives."""
        receiver = (call[1][1],) if call[1][0] == form.ATTR else ()
        for node in (*receiver, *call[2], *(value for _, value in call[3]), call):
            yield from self._bound(evaluate(self.frame, node))
        for item in ordered(evaluate(self.frame, call[1])):
            for key, _ in keys(self.names, item, call):
                yield from self.of_function(key).fills.values()

    def _bound(self, value: "Value") -> "Iterator[str]":
        """Name the classes of those that a value is or holds."""
        for item in ordered(value):
            if (
                isinstance(item, Obj)
                and not is_shared(item)
                and FLAG in self.machine.catalogue.flags(item.name)
            ):
                yield item.name.rpartition(".")[2]
            elif isinstance(item, LazyMap):
                yield from self._bound(item.source)
        if inner := elements(value):
            yield from self._bound(inner)

    def _is_known(self) -> bool:
        return False

    def _note(self, node: "Node") -> None:
        if node[0] in _USED:
            for name in self._bound(evaluate(self.frame, node)):
                self._change(self.names.of(node), name)
        if node[0] == form.CALL:
            for item in ordered(evaluate(self.frame, node[1])):
                for key, origins in keys(self.names, item, node):
                    self._take_over(key, origins)

    def _take_over(self, key: Key, origins: dict[str, Origin]) -> None:
        for name, cls in self.of_function(key).fills.items():
            self._change(named(OLDER) if name == OLDER else mapped(self.names, key, origins, name), cls)

    def _change(self, origin: Origin, label: str) -> None:
        for name in sorted(origin.itself):
            self.fills.setdefault(name, label)


class Bound(Reading):
    """Names, as what a function fills, the classes of such objects that it uses and has not made, by parameter."""

    reads = _Uses

    def __init__(self, machine: "Machine") -> None:
        super().__init__(machine)
        self.bodies: dict[Key, _Uses] = {}

    def effect(self, key: Key) -> Effect:
        """Give that of one function."""
        return super().effect(key) if self.may_use(key) else NOTHING

    def may_use(self, key: Key) -> bool:
        """Claim that a function, or one that it calls, uses such an object, whoever made that."""
        run = self.machine.memo.get(key)
        return run is None or run.bound

    def crosses(self, key: Key, position: "Position") -> str:
        """Name the class of such an object that changes threads if a thread makes the call at a place; else nothing."""
        body = self.bodies.get(key)
        if body is None:
            body = self.bodies[key] = _Uses(self.machine, key, self.effect)
        call = body.calls.get(position)
        return "" if call is None else next(body.crossing(call), "")

    def uses(self, number: int) -> bool:
        """Claim that a function, as it is called in the program, uses such an object that it has not made."""
        return any(self.effect(key).fills for key in self.keys[number])

    @cached_property
    def keys(self) -> dict[int, list[Key]]:
        """The ways in which each function was run."""
        found: dict[int, list[Key]] = defaultdict(list)
        for key in self.machine.memo:
            found[key.number].append(key)
        return found
