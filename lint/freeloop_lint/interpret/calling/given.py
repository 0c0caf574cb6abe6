"""What a parameter decides: `def pause(s): time.sleep(s)` costs what each of its calls says.

A function is not run once for each number: the sink says which parameter decides (`Open`), and each call of the
function puts its own number there, or hands the question on to its own callers. So it is with what stands below
`if save:` in a `def f(x, save=False)` (`Asked`): most of its calls do not save.
"""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.interpret.frame import is_negligible
from freeloop_lint.interpret.summary import Asked, Open
from freeloop_lint.program.values import EMPTY, Obj

if TYPE_CHECKING:
    from freeloop_lint.catalogue.model import Entry
    from freeloop_lint.facts.form import Node
    from freeloop_lint.facts.model import Param
    from freeloop_lint.interpret.calling.calls import Site
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.summary import Sink
    from freeloop_lint.program.values import Value

_BINDS = {form.ASSIGN: 1, form.ANNOTATED: 1, form.AUGMENTED: 1, form.FOR: 1, form.WITH: 1, form.WALRUS: 1}
"""Statements that bind names, and the part of each that holds them."""


def largest(value: "Value") -> float | None:
    """Give the largest number that a value may be; None when one of its items is no known number."""
    numbers = [item.number if isinstance(item, Obj) else None for item in value]
    known = [number for number in numbers if number is not None]
    return max(known) if known and len(known) == len(numbers) else None


def opened(frame: "Frame", entry: "Entry", site: "Site") -> Open | None:
    """Say which parameter of the running function decides what a call costs; None when none does."""
    if entry.scale is None or entry.cost is None or site.node is None:
        return None
    slot = _parameter(frame, _written(site.node, entry.scale.keyword, entry.scale.position))
    return None if slot < 0 else Open(slot, entry.scale, entry.cost)


def closed(
    frame: "Frame",
    sink: "Sink",
    number: int,
    skip: bool,  # noqa: FBT001 - positional, as in `arrange`
    site: "Site",
) -> "Sink | None":
    """Work out what a sink costs by a call of the function that it is in; None when it then costs nothing."""
    params = frame.machine.project.functions[number].fact.params
    if sink.asked is not None:
        node = _said(site, params[sink.asked.slot], sink.asked.slot - skip)
        if node is not None and node[0] == form.CONST:
            if bool(node[1]) != sink.asked.holds:
                return None
            node = None
        slot = _parameter(frame, node)
        sink = sink._replace(asked=None if slot < 0 else sink.asked._replace(slot=slot))
    asked = sink.open
    if asked is None:
        return sink
    param = params[asked.slot]
    place = asked.slot - skip
    position = place if param.kind in {"p", "/"} else None
    value = (EMPTY if position is None else site.argument(position)) or site.kwargs.get(param.name, EMPTY)
    written = None if site.node is None else _written(site.node, param.name, position)
    if not value and site.node is not None and written is None:
        value = _default(frame, number, param, site.node)
    figure = largest(value)
    if figure is not None:
        cost = asked.scale.cost(asked.usual, figure)
        return None if is_negligible(cost) else sink._replace(cost=cost, open=None)
    slot = _parameter(frame, written)
    return sink._replace(open=None if slot < 0 else asked._replace(slot=slot))


def asked(frame: "Frame", test: "Node") -> Asked | None:
    """Say which parameter a test looks at, where a call may leave it as it is written: `def f(x, *, save=False)`."""
    if test[0] != form.NAME or frame.number < 0:
        return None
    for slot, param in enumerate(frame.machine.project.functions[frame.number].fact.params):
        if param.name == test[1]:
            known = param.default is not None and param.default[0] == form.CONST
            free = known and not _binds(frame.machine.bodies[frame.number], test[1])
            return Asked(slot, holds=True) if free else None
    return None


def _said(site: "Site", param: "Param", place: int) -> "Node | None":
    """Find how an argument is written in a call, or its default where the call leaves it out."""
    if site.node is None:
        return None
    written = _written(site.node, param.name, place if param.kind in {"p", "/"} else None)
    return param.default if written is None and not _is_open(site.node) else written


def _is_open(call: "Node") -> bool:
    """Claim that a call passes more than is written: `f(*args, **options)`."""
    return any(node[0] == form.STAR for node in call[2]) or None in dict(call[3])


def _default(frame: "Frame", number: int, param: "Param", call: "Node") -> "Value":
    """Give the default of a parameter that a call says nothing of."""
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    if param.default is None or _is_open(call):
        return EMPTY
    return evaluate(frame.machine.outer_frame(number), param.default)


def _written(call: "Node", keyword: str, position: int | None) -> "Node | None":
    """Find how an argument is written."""
    given: Node | None = dict(call[3]).get(keyword)
    if given is None and position is not None and position < len(call[2]):
        given = call[2][position]
    return given


def _parameter(frame: "Frame", node: "Node | None") -> int:
    """Give the place of the parameter that an expression names and that nothing binds anew; -1 when there is none."""
    if node is None or node[0] != form.NAME or frame.number < 0:
        return -1
    fact = frame.machine.project.functions[frame.number].fact
    names = [param.name if param.kind in {"p", "/", "k"} else "" for param in fact.params]
    if node[1] not in names or _binds(frame.machine.bodies[frame.number], node[1]):
        return -1
    return names.index(node[1])


def _binds(body: "tuple[Node, ...]", name: str) -> bool:
    for node in walk(body):
        bound = node[_BINDS[node[0]]] if node[0] in _BINDS else None
        if bound == name or (form.NAME, name) in walk((bound,)):
            return True
    return False
