"""Arguments to parameters, before a function runs and when it is called."""

from functools import lru_cache
from typing import TYPE_CHECKING

from freeloop_lint.interpret.names.annotations import SCALARS, read_annotation
from freeloop_lint.program.values import (
    EMPTY,
    KEPT,
    Cls,
    External,
    Inst,
    Key,
    Obj,
    Returns,
    Seq,
    Text,
    Tup,
    Type,
    Value,
    one,
    shallow,
    unnumbered,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freeloop_lint.facts.model import Function, Param
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine


def has_receiver(fact: "Function", cls: int, flavour: str) -> bool:
    """Claim that the first parameter is the receiver."""
    return cls >= 0 and flavour != "static" and bool(fact.params) and fact.params[0].kind in {"p", "/"}


def bind_parameters(frame: "Frame", key: Key) -> None:
    """Give each parameter what the key, its annotation or its default says."""
    machine = frame.machine
    ref = machine.project.functions[key.number]
    params: Sequence[Param] = ref.fact.params
    args = key.args
    static = ref.cls >= 0 and any(_is_name(node, "staticmethod") for node in ref.fact.decorators)
    if has_receiver(ref.fact, ref.cls, "static" if static else ""):
        first, *params = params
        bound = key.bound if key.bound is not None else Inst(ref.cls)
        frame.bound = bound
        frame.bind(first.name, one(bound))
    given = len(args)
    for position, param in enumerate(params):
        value = args[position] if position < given else EMPTY
        frame.bind(param.name, value or _declared(frame, key.number, position, param))


def _is_name(node: "tuple[object, ...]", name: str) -> bool:
    return len(node) > 1 and node[1] == name


def _declared(frame: "Frame", number: int, position: int, param: "Param") -> Value:
    """Read annotation and default, once per parameter."""
    cache = frame.machine.annotated
    slot = (number, position)
    known = cache.get(slot)
    if known is None:
        cache[slot] = EMPTY
        known = cache[slot] = _read(frame, param, frame.machine.scope_frame(frame.path, frame.scope.parent))
    return known


def _read(frame: "Frame", param: "Param", outside: "Frame") -> Value:
    """Read annotation and default; the default is made where the function is defined, and when: not by the call."""
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    value = EMPTY
    if param.annotation is not None:
        value = read_annotation(frame, param.annotation)
    if param.default is not None:
        default = evaluate(outside, param.default)
        depends = [item.result for item in default if isinstance(item, Returns)]
        for result in depends:
            if result:
                return result
        if not depends and (not value or any(map(_is_class, default))):  # `kind: Layer = Linear` is a class
            value = unnumbered(default)
    if param.kind == "*":
        return one(Seq("list", shallow(value)))
    if param.kind == "**":
        return one(Seq("dict", shallow(value)))
    return value


def _is_class(item: Type) -> bool:
    return isinstance(item, Cls) or (
        isinstance(item, External) and item.name.rpartition(".")[2][:1].isupper()
    )


@lru_cache(KEPT)
def known_only(value: Value) -> Value:
    """Drop plain scalars: they tell apart nothing, and each kind of arguments costs a run."""
    kept = frozenset(
        item
        for item in value
        if not (isinstance(item, Text) or (isinstance(item, Obj) and item.name in SCALARS))
    )
    return value if len(kept) == len(value) else kept


def arrange(
    fact: "Function",
    skip: bool,  # noqa: FBT001 - positional, it is called once per call of the program
    args: "Sequence[Value]",
    kwargs: "Mapping[str, Value]",
) -> tuple[Value, ...]:
    """Order a call's arguments by the parameters of the called function."""
    params = fact.params[1:] if skip else fact.params
    values: list[Value] = []
    at, count = 0, len(args)
    for param in params:
        value = EMPTY
        if param.kind == "*":
            rest, at = args[at:], count
            values.append(one(Tup(tuple(map(shallow, rest)))) if any(rest) else EMPTY)
            continue
        if param.kind == "p" and at < count:
            value = args[at]
            at += 1
        elif kwargs:
            value = kwargs.get(param.name, EMPTY)
        values.append(known_only(value) if value else value)
    return tuple(values)


def declared_return(machine: "Machine", number: int) -> Value:
    """Read a function's return annotation in its own module."""
    slot = (number, -1)
    known = machine.annotated.get(slot)
    if known is None:
        machine.annotated[slot] = EMPTY
        returns = machine.project.functions[number].fact.returns
        known = EMPTY if returns is None else read_annotation(machine.outer_frame(number), returns)
        machine.annotated[slot] = known
    return known
