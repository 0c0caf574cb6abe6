"""Types written down: annotations of the project, result types of the catalogue."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.form import Node
from freeloop_lint.program.values import (
    EMPTY,
    Cls,
    Coro,
    External,
    Obj,
    Returns,
    Seq,
    Tup,
    Type,
    Value,
    elements,
    instance,
    join,
    one,
    shallow,
    thing,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop_lint.catalogue.model import TypeExpr
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine

SCALARS = frozenset(
    {"str", "int", "float", "bool", "bytes", "None", "complex", "object", "bytearray", "memoryview"}
)

_CONTAINERS = {
    "list": "list",
    "set": "set",
    "frozenset": "set",
    "deque": "list",
    "Sequence": "list",
    "MutableSequence": "list",
    "Collection": "list",
    "Iterable": "iterator",
    "Iterator": "iterator",
    "Generator": "iterator",
    "AsyncIterator": "asynciterator",
    "AsyncIterable": "asynciterator",
    "AsyncGenerator": "asynciterator",
    "List": "list",
    "Set": "set",
    "FrozenSet": "set",
    "Deque": "list",
    "dict": "dict",
    "Dict": "dict",
    "Mapping": "dict",
    "MutableMapping": "dict",
    "defaultdict": "dict",
    "DefaultDict": "dict",
    "OrderedDict": "dict",
}
_TRANSPARENT = frozenset({"Optional", "Final", "ClassVar", "Required", "NotRequired", "Union", "Mapped"})
_TYPING = frozenset({"typing", "typing_extensions", "builtins", "collections", "collections.abc", "types"})


def read_annotation(frame: "Frame", node: Node) -> Value:
    """Give the instances that an annotation admits."""
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    opcode = node[0]
    if opcode == form.EITHER:
        value = EMPTY
        for part in node[1]:
            value = join(value, read_annotation(frame, part))
        return value
    if opcode == form.SUBSCRIPT:
        return _generic(frame, node)
    if opcode in {form.NAME, form.ATTR}:
        found = EMPTY
        for item in evaluate(frame, node):
            found = join(found, instance_of(frame.machine, item))
        return found
    if opcode == form.CONST and isinstance(node[1], str) and node[1].isidentifier():
        return read_annotation(frame, (form.NAME, node[1]))
    return EMPTY


def instance_of(machine: "Machine", item: Type) -> Value:  # noqa: PLR0911 - one answer per type
    """Give what annotating with a class, an alias or a dependency admits."""
    if isinstance(item, Cls):
        return instance(item.number)
    if isinstance(item, External):
        name = machine.catalogue.canonical(item.name)
        head, _, last = name.rpartition(".")
        if head in _TYPING:
            kind = _CONTAINERS.get(last)
            if kind:
                return one(Seq(kind, EMPTY))
            if head == "builtins" and last in SCALARS:
                return thing(last)
            if head != "collections":
                return EMPTY
        return thing(name)
    if isinstance(item, Returns):
        return item.result
    return EMPTY


def _generic(frame: "Frame", node: Node) -> Value:  # noqa: C901 - one branch per generic
    """Read `X[...]`."""
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    index: Node = node[2]
    parts: Sequence[Node] = index[2] if index[0] == form.SEQ else (index,)
    found = EMPTY
    for item in evaluate(frame, node[1]):
        if not isinstance(item, External):
            found = join(found, instance_of(frame.machine, item))
            continue
        name = item.name
        last = name.rpartition(".")[2]
        if last == "Annotated":
            found = join(found, _annotated(frame, parts))
        elif last in _TRANSPARENT:
            for part in parts:
                found = join(found, read_annotation(frame, part))
        elif last in {"type", "Type"}:
            found = join(found, evaluate(frame, parts[0]))
        elif last == "Callable":
            result = read_annotation(frame, parts[-1]) if len(parts) > 1 else EMPTY
            found = join(found, one(Returns(result)) if result else EMPTY)
        elif last in {"Awaitable", "Coroutine"}:
            found = join(found, one(Coro(shallow(read_annotation(frame, parts[-1])))))
        elif last in {"tuple", "Tuple"}:
            found = join(found, _tuple(frame, parts))
        elif last in _CONTAINERS and name.rpartition(".")[0] in _TYPING:
            kind = _CONTAINERS[last]
            which = parts[0] if last in {"Generator", "AsyncGenerator"} else parts[-1]
            found = join(found, one(Seq(kind, shallow(read_annotation(frame, which)))))
        else:
            args = tuple(shallow(read_annotation(frame, part)) for part in parts)
            found = join(found, one(Obj(frame.machine.catalogue.canonical(name), args if any(args) else ())))
    return found


def _tuple(frame: "Frame", parts: "Sequence[Node]") -> Value:
    if len(parts) == 2 and parts[1] == (form.CONST, ...):  # noqa: PLR2004 - tuple[T, ...]
        return one(Seq("list", shallow(read_annotation(frame, parts[0]))))
    if len(parts) == 2 and parts[1] == form.NOTHING:  # noqa: PLR2004 - the ellipsis says nothing
        return one(Seq("list", shallow(read_annotation(frame, parts[0]))))
    return one(Tup(tuple(shallow(read_annotation(frame, part)) for part in parts)))


def _annotated(frame: "Frame", parts: "Sequence[Node]") -> Value:
    """Read `Annotated[T, Depends(f)]`: what the dependency gives is closer than T."""
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    for part in parts[1:]:
        for item in evaluate(frame, part):
            if isinstance(item, Returns) and item.result:
                return item.result
    return read_annotation(frame, parts[0])


def build_type(  # noqa: C901, PLR0911 - one answer per form
    machine: "Machine", expr: "TypeExpr", receiver: Type | None = None, args: "Sequence[Value]" = ()
) -> Value:
    """Give the values of a catalogue type, given the receiver and arguments of the call."""
    name = expr.name
    inner = tuple(shallow(build_type(machine, part, receiver, args)) for part in expr.args)
    if name == "|":
        value = EMPTY
        for part in inner:
            value = join(value, part)
        return value
    if name == "self":
        return EMPTY if receiver is None else one(receiver)
    if name == "element":
        return EMPTY if receiver is None else elements(one(receiver))
    if name[-1].isdigit() and name[:-1] in _FROM_ARGUMENT:
        number = int(name[-1])
        value = args[number] if number < len(args) else EMPTY
        return _from_argument(machine, name[:-1], value, args[number + 1 :])
    if name in {"list", "set", "dict", "iterator", "asynciterator", "generator"}:
        return one(Seq(name, inner[-1] if inner else EMPTY))
    if name == "tuple":
        return one(Tup(inner))
    if name == "awaitable":
        return one(Coro(inner[0]))
    if name in {"contextmanager", "asynccontextmanager"}:
        return one(Obj(name, inner))
    if name == "type":
        return one(External(expr.args[0].name))
    if name == "callable":
        return one(Returns(inner[0]))
    return one(Obj(machine.catalogue.canonical(name) if name not in SCALARS else name, inner))


_FROM_ARGUMENT = frozenset({"arg", "call", "instance", "await", "element", "elementof"})


def _from_argument(machine: "Machine", what: str, value: Value, rest: "Sequence[Value]") -> Value:
    if what == "arg":
        return value
    if what == "element":
        return elements(value)
    if what == "call":
        from freeloop_lint.interpret.calling.calls import quiet  # noqa: PLC0415 - they call each other

        return quiet(machine, value, rest)
    found = EMPTY
    for item in value:
        if what == "await" and isinstance(item, Coro):
            found = join(found, item.result)
        elif what == "instance":
            found = join(found, instance_of(machine, item))
    return found
