"""What a called function of the project does, and what its parameters stand for where it is called."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from freeloop_lint.facts import form
from freeloop_lint.fix.safety.origins import NEW, OLDER, Names, Origin, named
from freeloop_lint.interpret.calling.binding import has_receiver
from freeloop_lint.interpret.calling.calls import Site, function_key
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import Cls, Func, Inst, Key, ordered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from freeloop_lint.facts.form import Node

Effects: TypeAlias = "Callable[[Key], Effect]"
Walks: TypeAlias = dict[tuple[str, tuple[str, ...]], str]


class Effect(NamedTuple):
    """What a call of a function does: why it must take turns, which parameters it changes by what, what it gives.

    `walks` says what it iterates: the parameter, or `OLDER`, and the titles by which `walks.Filled` knows it; `answers`
    is what it returns or yields, which a framework iterates.
    """

    reason: str
    fills: dict[str, str]
    gives: Origin
    walks: "Walks"
    answers: "Walks"


NOTHING = Effect("", {}, NEW, {}, {})


def keys(names: Names, item: object, node: "Node") -> "Iterator[tuple[Key, dict[str, Origin]]]":
    """Give the functions that a call of one type runs, each with the origins of its parameters."""
    receiver = NEW
    functions: list[Func] = []
    if isinstance(item, Func):
        functions = [item]
        receiver = names.of(node[1][1]) if node[1][0] == form.ATTR else named(OLDER)
    elif isinstance(item, Cls | Inst):
        name = "__init__" if isinstance(item, Cls) else "__call__"
        receiver = NEW if isinstance(item, Cls) else names.of(node[1])
        found = names.frame.machine.hierarchy.member(item.number, name)[0]
        bound = Inst(item.number)
        functions = [Func(part.number, part.env, bound) for part in found if isinstance(part, Func)]
    for function in functions:
        origin = named(OLDER) if isinstance(function.bound, Cls) else receiver
        args = [evaluate(names.frame, arg) for arg in node[2]]
        kwargs = {word: evaluate(names.frame, value) for word, value in node[3] if word is not None}
        key = function_key(names.frame, function, Site(node[4], node[1], args, kwargs, node))
        yield key, {"": origin, **_arguments(names, function, node)}


def _arguments(names: Names, function: Func, node: "Node") -> dict[str, Origin]:
    ref = names.frame.machine.project.functions[function.number]
    params = ref.fact.params
    if has_receiver(ref.fact, ref.cls, function.flavour) and function.bound is not None:
        params = params[1:]
    found = {word: names.of(value) for word, value in node[3] if word is not None}
    for param, arg in zip(params, node[2], strict=False):
        found[param.name] = names.of(arg)
    if any(arg[0] == form.STAR for arg in node[2]) or any(name is None for name, _ in node[3]):
        for arg in (*node[2], *(value for _, value in node[3])):
            found["*"] = found.get("*", NEW) | names.of(arg).part
    return found


def argument(names: Names, key: Key, node: "Node", name: str) -> "Node | None":
    """Find what a call gives for a parameter."""
    ref = names.frame.machine.project.functions[key.number]
    params = ref.fact.params[has_receiver(ref.fact, ref.cls, "") and key.bound is not None :]
    given = {param.name: arg for param, arg in zip(params, node[2], strict=False)}
    return given.get(name) or dict(node[3]).get(name)


def mapped(names: Names, key: Key, origins: dict[str, Origin], name: str) -> Origin:
    """Give the origin, here, of what a called function knows by a name."""
    ref = names.frame.machine.project.functions[key.number]
    if has_receiver(ref.fact, ref.cls, "") and ref.fact.params[0].name == name:
        return origins.get("", NEW)
    for param in ref.fact.params:
        if param.name == name:
            default = NEW if param.default is None or param.default[0] == form.CONST else named(OLDER)
            return origins.get(name, origins.get("*", NEW if param.kind in {"*", "**"} else default))
    return names.of_name(name)


def given(names: Names, effect: Effects, node: "Node") -> Origin | None:
    """Give the origin of what a call of the project's own gives; None of others."""
    found: Origin | None = None
    for item in ordered(evaluate(names.frame, node[1])):
        if isinstance(item, Cls):
            found = found or NEW
        elif isinstance(item, Func | Inst):
            for key, origins in keys(names, item, node):
                found = (found or NEW) | _given(names, effect(key).gives, item, key, origins)
    return found


def _given(names: Names, gives: Origin, item: Func | Inst, key: Key, origins: dict[str, Origin]) -> Origin:
    if isinstance(item, Func) and item.flavour == "once":
        return named(OLDER)
    itself, parts = (
        frozenset[str]().union(
            *(mapped(names, key, origins, name).itself if name else {OLDER} for name in side)
        )
        for side in gives
    )
    return Origin(itself, parts)
