"""Objects that threads may hand to each other, but not use at the same time: the catalogue says which."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.fix.safety.walks import iterated
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import External, Func, Method, Obj, is_shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop_lint.facts.form import Node
    from freeloop_lint.interpret.machine import Machine
    from freeloop_lint.program.values import Type

FLAG = "exclusive"
_MEMBERSHIP = frozenset({"In", "NotIn"})
_SIZES = frozenset({"bool", "len"})


def needs_turns(machine: "Machine", item: "Type") -> bool:
    """Claim that calling a method, or an object itself, uses what only one thread at a time may."""
    receiver = item.receiver if isinstance(item, Method) else item
    if is_shared(receiver):
        return True
    name = receiver.name if isinstance(receiver, Obj) else item.owner if isinstance(item, Method) else ""
    return not isinstance(receiver, External) and FLAG in machine.catalogue.flags(name)


def asked(node: "Node") -> "Iterator[Node]":
    """Give what Python calls methods of without naming them: `cache` in `x in cache`, `cache[x]` and `len(cache)`."""
    if node[0] == form.SUBSCRIPT:
        yield node[1]
    elif node[0] == form.ASK and node[2] in _MEMBERSHIP:
        yield node[1][-1]
    elif node[0] == form.CALL and node[1][0] == form.NAME and node[1][1] in _SIZES:
        yield from node[2]
    yield from iterated(node)


def is_cached_without_lock(machine: "Machine", item: "Type") -> bool:
    """Claim that calling a function uses a cache that has no lock: those of `cachetools` have none of their own."""
    if not isinstance(item, Func):
        return False
    ref = machine.project.functions[item.number]
    return any(
        node[0] == form.CALL
        and not any(name == "lock" for name, _ in node[3])
        and _is_cache(machine, node, ref.path)
        for node in ref.fact.decorators
    )


def _is_cache(machine: "Machine", decorator: "Node", path: str) -> bool:
    names = {
        item.name for item in evaluate(machine.module_frame(path), decorator[1]) if isinstance(item, External)
    }
    return bool(names & {"cachetools.cached", "cachetools.cachedmethod"})
