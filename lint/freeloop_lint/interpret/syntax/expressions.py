"""Evaluate expressions of the small form to abstract values, recording what their calls do."""

import builtins
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.form import Node
from freeloop_lint.interpret import beside
from freeloop_lint.interpret.calling import calls, outside
from freeloop_lint.interpret.names import attributes
from freeloop_lint.interpret.names.annotations import build_type, read_annotation
from freeloop_lint.interpret.names.imports import expand, global_name
from freeloop_lint.interpret.syntax import asks, iteration, targets, turns
from freeloop_lint.program.values import (
    EMPTY,
    LAZY,
    Cls,
    Coro,
    External,
    Inst,
    Lambda,
    Obj,
    Returns,
    Seq,
    Text,
    Tup,
    Type,
    Value,
    elements,
    join,
    one,
    shallow,
    thing,
    unnumbered,
)

if TYPE_CHECKING:
    from freeloop_lint.interpret.frame import Frame

_BUILTINS = {name: one(External(f"builtins.{name}")) for name in dir(builtins)}


def evaluate(frame: "Frame", node: Node) -> Value:
    """Evaluate one expression."""
    return TABLE[node[0]](frame, node)


def _name(frame: "Frame", node: Node) -> Value:
    name: str = node[1]
    if name not in frame.declared:
        value = frame.names.get(name)
        if value is not None:
            if frame.imports:
                value = expand(frame.machine, value)
                if not value and frame.function == "<module>":
                    return frame.machine.read((f"g:{frame.path}", name))
            return value
    return outer(frame, name)


def outer(frame: "Frame", name: str) -> Value:
    """Look a name up in the enclosing scopes, the module and the built-in names."""
    machine = frame.machine
    scopes = machine.scopes
    scope = frame.scope.parent
    while scope >= 0:
        outside = scopes[scope]
        scope = outside.parent
        if scope >= 0:  # else it is the module's, whose names have other sources, too
            value = outside.names.get(name)
            if value is not None:
                return expand(machine, value)
    return global_name(machine, frame.path, name, _BUILTINS.get(name))


def _attribute(frame: "Frame", node: Node) -> Value:
    inner: Node = node[1]
    base = TABLE[inner[0]](frame, inner)
    return attributes.get(frame, base, node[2], node[3]) if base else EMPTY


def _call(frame: "Frame", node: Node) -> Value:
    return calls.evaluate_call(frame, node)  # looked up late: the modules of this package import each other


def _await(frame: "Frame", node: Node) -> Value:
    inner: Node = node[1]
    value = (
        calls.evaluate_call(frame, inner, awaited=True) if inner[0] == form.CALL else evaluate(frame, inner)
    )
    found = EMPTY
    if inner[0] != form.CALL:
        beside.end(frame, value)
    for item in value:
        if isinstance(item, Coro):
            beside.awaited(frame, item)
            found = join(found, item.result)
        elif isinstance(item, Inst):
            made = calls.call_method(frame, item, "__await__", node[2], inner)
            found = join(found, elements(made))
        elif isinstance(item, Obj):
            found = join(found, elements(one(item)))
    return found


def _constant(_frame: "Frame", node: Node) -> Value:
    value: object = node[1]
    return _constant_value(type(value).__name__, value)


@lru_cache(1 << 14)
def _constant_value(kind: str, value: object) -> Value:
    """Give what a literal is; `kind` keeps those apart that are equal, such as 1 and 1.0 and True."""
    if isinstance(value, str) and value.replace(".", "").replace("-", "").isidentifier():
        return one(Text(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return one(Obj(kind, number=value))
    return _CONSTANTS.get(type(value), EMPTY)


_CONSTANTS: dict[type, Value] = {
    str: one(Obj("str")),
    bytes: one(Obj("bytes")),
    bool: one(Obj("bool")),
    type(None): EMPTY,
}

_TEXT = frozenset({"str", "bytes"})

_DUNDER = {
    "MatMult": "__matmul__",
    "Add": "__add__",
    "Sub": "__sub__",
    "Mult": "__mul__",
    "Div": "__truediv__",
    "Mod": "__mod__",
    "Pow": "__pow__",
    "Compare": "__eq__",
    "BitOr": "__or__",
    "BitAnd": "__and__",
    "FloorDiv": "__floordiv__",
}


def binary(frame: "Frame", node: Node) -> Value:
    """Evaluate an operator: on arrays and tensors it is a call."""
    _, operator, left_node, right_node, position = node
    left, right = evaluate(frame, left_node), evaluate(frame, right_node)
    dunder = _DUNDER.get(operator, "__add__")
    found = EMPTY
    if any(isinstance(item, Text) or (isinstance(item, Obj) and item.name in _TEXT) for item in left):
        return thing("str")
    for value in (left, right):
        for item in value:
            found = join(found, _operate(frame, item, dunder, node, position))
        if found:
            return found
    if operator == "BitOr" and any(isinstance(item, External | Cls | Returns) for item in left):
        return join(left, right)
    return unnumbered(left) if left and all(isinstance(item, Obj | Seq) for item in left) else EMPTY


def _operate(frame: "Frame", item: Type, dunder: str, node: Node, position: form.Position) -> Value:
    machine = frame.machine
    if isinstance(item, Inst):
        if machine.hierarchy.member(item.number, dunder)[0]:
            return calls.call_method(frame, item, dunder, position, _operator_text(node))
        return EMPTY
    if isinstance(item, LAZY) and dunder == "__add__":  # `kept += rows()`
        iteration.iterate(frame, one(item), position, node[3])
        return EMPTY
    if not isinstance(item, Obj) or "." not in item.name:
        return EMPTY
    found = machine.catalogue.method(item.name, dunder)
    if found is None and dunder != "__matmul__":
        found = machine.catalogue.method(item.name, "__add__")
    if found is None:
        return EMPTY
    entry, owner = found
    if not outside.is_written_out(node[2:4]):
        frame.block(position, _operator_text(node), f"{owner}.{dunder}", entry)
    return one(item) if entry.returns is None else build_type(machine, entry.returns, item)


_SYMBOLS = {
    "MatMult": "@",
    "Add": "+",
    "Sub": "-",
    "Mult": "*",
    "Div": "/",
    "Mod": "%",
    "Pow": "**",
    "Compare": "==",
}


def _operator_text(node: Node) -> str:
    return f"{form.dotted(node[2])} {_SYMBOLS.get(node[1], node[1])} {form.dotted(node[3])}"


def _subscript(frame: "Frame", node: Node) -> Value:
    base = evaluate(frame, node[1])
    index: Node = node[2]
    evaluate(frame, index)
    found = EMPTY
    for item in base:
        found = join(found, _item(frame, item, index, node))
    return found


def _item(frame: "Frame", item: Type, index: Node, node: Node) -> Value:  # noqa: PLR0911 - one answer per type
    if isinstance(item, External) and item.name.rpartition(".")[0] in {"typing", "typing_extensions"}:
        result = shallow(read_annotation(frame, node))
        if not item.name.endswith(".Annotated"):
            return one(Returns(result))
        beside = _metadata(frame, index)
        by = next((part.by for part in beside if isinstance(part, Returns)), EMPTY)
        return join(one(Returns(result, by)), frozenset(part for part in beside if isinstance(part, Obj)))
    if isinstance(item, External | Cls):
        return one(item)
    if isinstance(item, Tup):
        number = index[1] if index[0] == form.CONST else None
        if isinstance(number, int) and 0 <= number < len(item.items):
            return item.items[number]
        return elements(one(item))
    if isinstance(item, Obj):
        return _item_of_object(frame, item, index, node)
    if isinstance(item, Seq):
        return one(item) if index[:2] == (form.SEQ, "slice") else item.element
    if isinstance(item, Inst):
        return calls.call_method(frame, item, "__getitem__", node[3], node)
    return EMPTY


def _metadata(frame: "Frame", index: Node) -> Value:
    """Give what pydantic finds in `Annotated[T, ...]` beside the type, and the dependencies of FastAPI."""
    found = EMPTY
    for node in index[2][1:] if index[0] == form.SEQ else ():
        found = join(found, evaluate(frame, node))
    return frozenset(
        item
        for item in found
        if (isinstance(item, Obj) and item.name.startswith("pydantic."))
        or (isinstance(item, Returns) and item.by)
    )


def _item_of_object(frame: "Frame", item: Obj, index: Node, node: Node) -> Value:
    """Index an outside object: what was kept under that name, or what its class gives."""
    name = targets.item_name(frame, index) if "." in item.name else ""
    if name:
        kept = frame.machine.read((f"o:{item.name}", f"[{name}]"))
        if kept:
            return kept
    found = frame.machine.catalogue.method(item.name, "__getitem__")
    if found is not None:
        entry, owner = found
        frame.block(node[3], form.dotted(node), f"{owner}.__getitem__", entry)
        if entry.returns is not None:
            return build_type(frame.machine, entry.returns, item)
    return elements(one(item))


def _sequence(frame: "Frame", node: Node) -> Value:
    kind: str = node[1]
    values = [TABLE[item[0]](frame, item) for item in node[2]]
    if kind == "tuple":
        return one(Tup(tuple(shallow(value) for value in values)))
    joined = EMPTY
    for value in values:
        joined = join(joined, value)
    return one(Seq(kind, shallow(joined)))


def _map(frame: "Frame", node: Node) -> Value:
    for key in node[1]:
        TABLE[key[0]](frame, key)
    joined = EMPTY
    for key, item in zip(node[1], node[2], strict=True):
        value = TABLE[item[0]](frame, item)
        joined = join(joined, elements(value) if key == form.NOTHING else value)
    return one(Seq("dict", shallow(joined)))


def _comprehension(frame: "Frame", node: Node) -> Value:
    _, kind, parts, element, where = node
    saved = dict(frame.names)
    count = 1
    for target, iterable, tests, is_async, position in parts:
        value = evaluate(frame, iterable)
        count *= 0 if is_async else turns.of_range(value) or 1
        targets.assign(frame, target, iteration.iterate(frame, value, position, iterable, is_async=is_async))
        for test in tests:
            evaluate(frame, test)
    value = evaluate(frame, element)
    frame.names = saved
    if kind == "dict":
        value = next((item.items[1] for item in value if isinstance(item, Tup)), EMPTY)
    if kind == "generator":
        return join(one(Seq(kind, shallow(value))), turns.lazy(count, node))
    turns.note(frame, count, where, node)
    return one(Seq(kind, shallow(value)))


def _lambda(frame: "Frame", node: Node) -> Value:
    machine = frame.machine
    owner = ("lambda", frame.path, node[3], node[1], hash(node[2]), frame.env)
    number = machine.lambda_of.get(owner)
    if number is None:
        number = machine.lambda_of[owner] = len(machine.lambdas)
        machine.lambdas.append((node[1], node[2], machine.scope(owner, frame.env), frame))
    else:
        machine.lambdas[number] = (*machine.lambdas[number][:3], frame)
    return one(Lambda(number))


def _choice(frame: "Frame", node: Node) -> Value:
    evaluate(frame, node[1])
    return join(evaluate(frame, node[2]), evaluate(frame, node[3]))


def _other(frame: "Frame", node: Node) -> Value:
    for child in node[1]:
        TABLE[child[0]](frame, child)
    return evaluate(frame, node[2]) if len(node) > 2 else EMPTY  # noqa: PLR2004 - the optional result


def _yield(frame: "Frame", node: Node) -> Value:
    value = evaluate(frame, node[1])
    frame.summary.element = join(frame.summary.element, shallow(value))
    if node[1][0] == form.MAP:
        _lifespan_state(frame, node[1])
    return EMPTY


def _lifespan_state(frame: "Frame", node: Node) -> None:
    """Keep what a lifespan yields: it becomes `request.state` (https://www.starlette.io/lifespan/)."""
    for key, item in zip(node[1], node[2], strict=True):
        if key[0] == form.CONST and isinstance(key[1], str):
            frame.machine.write(("o:starlette.datastructures.State", key[1]), evaluate(frame, item))


def _yield_from(frame: "Frame", node: Node) -> Value:
    value = evaluate(frame, node[1])
    element = iteration.iterate(frame, value, node[2], node[1])
    frame.summary.element = join(frame.summary.element, shallow(element))
    return EMPTY


def _walrus(frame: "Frame", node: Node) -> Value:
    value = evaluate(frame, node[2])
    frame.bind(node[1], value)
    return value


def _star(frame: "Frame", node: Node) -> Value:
    return iteration.iterate(frame, evaluate(frame, node[1]), node[2], node[1])


def _ask(frame: "Frame", node: Node) -> Value:
    values = [TABLE[operand[0]](frame, operand) for operand in node[1]]
    for value in values:
        for item in value:
            if item.__class__ is Inst:
                asks.compare(frame, node, values)
                break
    return _CONSTANTS[str] if node[2] == "text" else EMPTY


def _either(frame: "Frame", node: Node) -> Value:
    found = EMPTY
    for part in node[1]:
        found = join(found, evaluate(frame, part))
    return found


TABLE: dict[int, Callable[["Frame", Node], Value]] = {
    form.NAME: _name,
    form.ATTR: _attribute,
    form.CALL: _call,
    form.AWAIT: _await,
    form.CONST: _constant,
    form.BINARY: binary,
    form.SUBSCRIPT: _subscript,
    form.SEQ: _sequence,
    form.MAP: _map,
    form.COMPREHENSION: _comprehension,
    form.LAMBDA: _lambda,
    form.CHOICE: _choice,
    form.OTHER: _other,
    form.YIELD: _yield,
    form.YIELD_FROM: _yield_from,
    form.WALRUS: _walrus,
    form.STAR: _star,
    form.EITHER: _either,
    form.ASK: _ask,
}
