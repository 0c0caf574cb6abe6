"""What a function does that a thread would keep to itself: it sets a context variable, or meets a `threading.local`.

`asyncio.to_thread` runs what it is given in a copy of the context: what is set there is lost to the caller. Of a
`threading.local` the thread has attributes of its own.
"""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.fix.safety.body import CONTEXT, THREADS_OWN, Body
from freeloop_lint.fix.safety.callees import NOTHING, Effect, keys
from freeloop_lint.fix.safety.changes import Reading
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import Key, Method, ordered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop_lint.facts.form import Node
    from freeloop_lint.facts.model import FileFacts
    from freeloop_lint.interpret.machine import Machine

_SET, _READ, _WRITTEN = "set ", "read ", "written "
_LOCAL = "local"
_ASKS = frozenset({"getattr", "hasattr"})


class _Kept(Body):
    """One function, read for such objects only: `fills` are what is set, read and written."""

    def effect(self) -> Effect:
        nodes = walk(self.body)
        called = [(node, item) for node in nodes if node[0] == form.CALL for item in self._called_types(node)]
        given_back = {form.dotted(node[1][1]) for node, item in called if _is(item, "reset")}
        for node, item in called:
            if _is(item, "set") and form.dotted(node[1][1]) not in given_back:
                self.fills[f"{_SET}{form.dotted(node[1])}"] = form.dotted(node[1])
            for key, _ in keys(self.names, item, node):
                self.fills.update(self.of_function(key).fills)
        self._note_local(nodes)
        return NOTHING._replace(fills=self.fills)

    def _called_types(self, node: "Node") -> "Iterator[object]":
        return iter(ordered(evaluate(self.frame, node[1])))

    def _note_local(self, nodes: "list[Node]") -> None:
        targets = [
            target
            for node in nodes
            if node[0] in {form.ASSIGN, form.ANNOTATED}
            for target in (node[1] if node[0] == form.ASSIGN else node[1:2])
        ]
        for node in nodes:
            owner, name = _asked(node)
            if owner is not None and THREADS_OWN & evaluate(self.frame, owner):
                kind = _WRITTEN if node in targets else _READ
                self.fills[f"{kind}{name}"] = f"{form.dotted(owner)}.{name}"


class Apart(Reading):
    """Names what a function sets for its caller, or is given by it, where a thread has its own."""

    reads = _Kept

    def __init__(self, machine: "Machine") -> None:
        super().__init__(machine)
        self.any = any(map(_may_have, machine.project.files.values()))

    def keeps(self, key: Key) -> str:
        """Name one; empty when nothing is seen. What is read and written there is the function's own affair."""
        found = self.effect(key).fills if self.any else {}
        own = {
            name
            for name in (name.partition(" ")[2] for name in found)
            if {_READ + name, _WRITTEN + name} <= found.keys()
        }
        return next((label for name, label in sorted(found.items()) if name.partition(" ")[2] not in own), "")


def _may_have(facts: "FileFacts") -> bool:
    """Claim that a file may make such objects."""
    modules = {item.module for item in facts.imports}
    if "contextvars" in modules or "threading" not in modules:
        return "contextvars" in modules
    return any(b"local" in function.packed for function in facts.functions) or any(
        _LOCAL in node for node in walk((facts.body, *(cls.body for cls in facts.classes)))
    )


def _is(item: object, name: str) -> bool:
    return isinstance(item, Method) and item.owner == CONTEXT and item.name == name


def _asked(node: "Node") -> "tuple[Node | None, str]":
    """Give whose attribute is meant, and its name: `local.x`, `hasattr(local, "x")`."""
    if node[0] == form.ATTR:
        return node[1], node[2]
    named = node[0] == form.CALL and form.dotted(node[1]) in _ASKS and len(node[2]) > 1
    if named and node[2][1][0] == form.CONST:
        return node[2][0], str(node[2][1][1])
    return None, ""
