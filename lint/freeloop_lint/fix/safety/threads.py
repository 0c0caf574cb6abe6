"""What a thread sets for itself alone: a `def` in the thread pool goes without what start-up has set so.

Measured with torch 2.13, numpy 2.4 and CPython 3.11, 2026-11-28: a new thread has gradients on and the errors of numpy
at their defaults, whatever the main thread has set. `torch.set_num_threads` is for the whole process.
"""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import External

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from freeloop_lint.facts.form import Node
    from freeloop_lint.facts.model import FileFacts
    from freeloop_lint.interpret.machine import Machine

_OWN = frozenset({
    "decimal.getcontext", "decimal.setcontext", "numpy.set_printoptions", "numpy.setbufsize", "numpy.seterr",
    "numpy.seterrcall", "torch.autograd.set_grad_enabled", "torch.cuda.set_device", "torch.set_autocast_enabled",
    "torch.set_default_device", "torch.set_grad_enabled",
})  # fmt: skip
_LIBRARIES = frozenset(name.partition(".")[0] for name in _OWN)
_LASTS = frozenset(name.rpartition(".")[2] for name in _OWN)


def is_for_thread(name: str) -> bool:
    """Claim that a function, by its full name, sets something for the thread that calls it."""
    return name in _OWN and name != "decimal.getcontext"


def set_at_start(machine: "Machine", only_starts: "Callable[[int], bool]") -> str:
    """Name a call by which imports or start-up set something for their thread; empty when there is none."""
    for path, facts in machine.project.files.items():
        if any(item.module.partition(".")[0] in _LIBRARIES for item in facts.imports):
            for number, node in _calls(machine, path, facts):
                items = evaluate(machine.module_frame(path), node)
                named = any(isinstance(item, External) and item.name in _OWN for item in items)
                if named and only_starts(number):
                    return form.dotted(node)
    return ""


def _calls(machine: "Machine", path: str, facts: "FileFacts") -> "Iterator[tuple[int, Node]]":
    """Give, by function, what is called by one of those names and not left again, as `with` does."""
    first = machine.project.first_function[path]
    yield from ((-1, node) for node in _lasting(facts.body))
    for number, fact in enumerate(facts.functions, first):
        if any(name.encode() in fact.packed for name in _LASTS):
            yield from ((number, node) for node in _lasting(fact.body))


def _lasting(body: "tuple[Node, ...]") -> "Iterator[Node]":
    for node in walk(body):
        called: tuple[Node, ...] = ()
        if node[0] == form.EXPR and node[1][0] == form.CALL:
            called = (node[1][1],)
        elif node[0] == form.ASSIGN:  # getcontext().prec = 9
            called = tuple(
                target[1][1] for target in node[1] if target[0] == form.ATTR and target[1][0] == form.CALL
            )
        yield from (func for func in called if form.last_name(func) in _LASTS)
