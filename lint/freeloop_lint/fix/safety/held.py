"""What a thread holds, or has set, where a call stands: there no `await` may stand, by the catalogue's word.

Other coroutines of the thread go on meanwhile: one that asks for a lock that the thread holds stops the loop for good,
and under `torch.no_grad()` they run without gradients, unlike the thread that the work was handed to.
"""

import re
from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.fix.safety.body import Body
from freeloop_lint.fix.safety.callees import NOTHING
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import Func, Gen, Inst, Key, Obj, ordered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine
    from freeloop_lint.interpret.summary import Sink
    from freeloop_lint.program.values import Type

FLAG = "no_await"
_TAKE = "acquire"
_LOCK = re.compile(r"(?:^|_)(?:r?lock|mutex|sem|semaphore)$", re.IGNORECASE)
"""Names of locks whose class is not known."""


class Held:
    """Looks into functions after the program has been run."""

    def __init__(self, machine: "Machine") -> None:
        self.machine = machine
        self._frames: dict[Key, Frame] = {}
        self._holding: dict[Key, bool] = {}
        self._any: dict[int, bool] = {}
        """Whether a function may hold anything, by its number."""

    def over(self, key: Key, place: "Position") -> str:
        """Name what is held at a place of a function; empty when nothing is seen to be."""
        fact = self.machine.project.functions[key.number].fact
        if key.number not in self._any:
            entered = any(node[0] == form.WITH for node in walk(fact.body))
            self._any[key.number] = entered or _TAKE.encode() in fact.packed
        if not self._any[key.number]:
            return ""
        nodes = [*_around(fact.body, place), *_acquired(fact.body, place)]
        frame = self._frame(key) if nodes else None
        return next((form.dotted(node) for node in nodes if frame is not None and self._is(frame, node)), "")

    def enters(self, key: Key, call: "Position") -> bool:
        """Claim that a `with` enters what a call gives, and blocks, or holds something, only then."""
        if not self._any.get(key.number):
            return False
        for context in _contexts(self.machine.project.functions[key.number].fact.body):
            if context[0] == form.CALL and context[4] == call:
                found = evaluate(self._frame(key), context)
                return any(isinstance(item, Gen) or self._blocks(item) for item in found)
        return False

    def takes(self, sink: "Sink") -> bool:
        """Claim that a call takes what its own thread has to give back."""
        owner, _, name = sink.name.rpartition(".")
        return name == _TAKE and FLAG in self.machine.catalogue.flags(owner)

    def _blocks(self, item: "Type") -> bool:
        return any(self.machine.summary(key).events for key in self._entered(item))

    def _entered(self, item: "Type") -> "Iterator[Key]":
        """Give the functions of the project that run when a `with` enters an object."""
        if isinstance(item, Gen):
            yield item.start
        elif isinstance(item, Inst):
            for part in ordered(self.machine.hierarchy.member(item.number, "__enter__")[0]):
                if isinstance(part, Func):
                    yield self.machine.key(part.number, part.env, item, ())

    def _is(self, frame: "Frame", node: "Node") -> bool:
        """Claim that what an expression gives holds something: `lock`, `lock.acquire()`, a manager of the project."""
        if node[0] == form.CALL and form.last_name(node[1]) == _TAKE and node[1][0] == form.ATTR:
            return self._is(frame, node[1][1])
        found = evaluate(frame, node)
        name = form.last_name(node[1] if node[0] == form.CALL else node)
        return any(map(self._holds, found)) if found else _LOCK.search(name) is not None

    def _holds(self, item: "Type") -> bool:
        if isinstance(item, Obj):
            return FLAG in self.machine.catalogue.flags(item.name) or item.name.endswith("Lock")
        return any(map(self.keeps, self._entered(item)))

    def keeps(self, key: Key) -> bool:
        """Claim that a function takes a lock for its caller, as by yielding under one."""
        if key not in self._holding:
            self._holding[key] = False
            fact = self.machine.project.functions[key.number].fact
            nodes = [node for node in walk(fact.body) if node[0] == form.WITH and _yields(node)]
            taken = [*(item[0] for node in nodes for item in node[1])]
            taken += _acquired(fact.body, ever=fact.is_generator)
            frame = self._frame(key) if taken else None
            self._holding[key] = frame is not None and any(self._is(frame, node) for node in taken)
        return self._holding[key]

    def _frame(self, key: Key) -> "Frame":
        if key not in self._frames:
            self._frames[key] = Body(self.machine, key, lambda _: NOTHING).frame
        return self._frames[key]


def _contexts(body: "tuple[Node, ...]") -> "Iterator[Node]":
    for node in walk(body):
        if node[0] == form.WITH and not node[3]:
            yield from (item[0] for item in node[1])


def _around(body: "tuple[Node, ...]", place: "Position") -> "Iterator[Node]":
    """Give what is entered by each `with` that a place stands in, or after in the same line of contexts."""
    for node in walk(body):
        if node[0] == form.WITH:
            contexts = [] if node[3] else [item[0] for item in node[1]]
            if _stands(place, node[2]):
                contexts += _entered_by_name(node[2], place)
            else:
                contexts = contexts[: next((n for n, it in enumerate(contexts) if _stands(place, it)), 0)]
            yield from contexts


def _entered_by_name(body: "tuple[Node, ...]", place: "Position") -> "Iterator[Node]":
    """Give what `stack.enter_context(...)` enters before a place."""
    for node in walk(body):
        if node[0] == form.CALL and form.last_name(node[1]) == "enter_context" and node[4][2:] <= place[:2]:
            yield from node[2]


def _stands(place: "Position", part: object) -> bool:
    return any(place in node for node in walk(part))


def _acquired(
    body: "tuple[Node, ...]", place: "Position | None" = None, *, ever: bool = False
) -> "Iterator[Node]":
    """Give what `acquire` is called of and not yet `release` at a place, or the end; or what it `ever` is."""
    nodes = walk(body)
    elsewhere = {node[1] for node in nodes if node[0] == form.AWAIT} | set(_contexts(body))
    calls = [node for node in nodes if node[0] == form.CALL and node[1][0] == form.ATTR]
    held: dict[str, Node] = {}
    for node in sorted(calls, key=lambda call: call[4]):
        if place is not None and node[4][2:] > place[:2]:
            break
        if node[1][2] == _TAKE and node not in elsewhere:
            held[form.dotted(node[1][1])] = node[1][1]
        elif node[1][2] == "release" and not ever:
            held.pop(form.dotted(node[1][1]), None)
    yield from held.values()


def _yields(node: "Node") -> bool:
    return not node[3] and any(inner[0] == form.YIELD for inner in walk(node[2]))
