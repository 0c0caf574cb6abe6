"""Pydantic models of endpoints: validators run on the loop for a request body, serializers for an answer.

FastAPI validates a body before it looks at whether the endpoint is a `def`, and encodes the answer after it, both on
the loop. Only the validation of a `def` endpoint's answer goes to the thread pool
(https://github.com/fastapi/fastapi/blob/master/fastapi/routing.py, `serialize_response`).
"""

from typing import TYPE_CHECKING

from freeloop_lint.contexts import frameworks
from freeloop_lint.facts import form
from freeloop_lint.interpret.names.annotations import read_annotation
from freeloop_lint.program.values import Cls, External, Func, Inst, Obj, Returns, Seq, Tup, elements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from freeloop_lint.facts.form import Node
    from freeloop_lint.facts.model import Param
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine
    from freeloop_lint.program.values import Key, Type, Value

VALIDATORS = frozenset({"field_validator", "model_validator", "validator", "root_validator"})
SERIALIZERS = frozenset({"field_serializer", "model_serializer", "computed_field", "serializer"})
CHECKERS = frozenset({"AfterValidator", "BeforeValidator", "PlainValidator", "WrapValidator"})
ENCODERS = frozenset({"PlainSerializer", "WrapSerializer"})
_BUILDS = ("__init__", "model_post_init", "__post_init__")
_BODY_ROLES = frozenset({"endpoint"})
_REQUEST_ROLES = _BODY_ROLES | {"dependency"}
"""Roles whose parameters FastAPI reads from the request."""


def register_models(machine: "Machine") -> None:
    """Register the validators of models that endpoints take, and the serializers of those that they give."""
    taken: set[int] = set()
    given: set[int] = set()
    known: dict[tuple[int, str], list[str]] = {}
    for key, role in _roots(machine):
        if role not in _REQUEST_ROLES:
            continue
        fact = machine.project.functions[key.number].fact
        frame = machine.outer_frame(key.number)
        for param in fact.params:
            _register_annotated(frame, param.annotation, CHECKERS, "validator")
        if role not in _BODY_ROLES:
            continue
        for _, value in bodies(machine, key.number):
            for number in classes_in(frame, value, taken):
                _register(machine, number, VALIDATORS | CHECKERS, _BUILDS, "validator", known=known)
                taken.add(number)
        if fact.returns is not None:
            _register_annotated(frame, fact.returns, ENCODERS, "serializer")
            for number in classes_in(frame, read_annotation(frame, fact.returns), given):
                _register(machine, number, SERIALIZERS | ENCODERS, (), "serializer", known=known)
                given.add(number)


def _roots(machine: "Machine") -> "Iterator[tuple[Key, str]]":
    """Give each root, also those that come to light meanwhile: an annotation may name a dependency."""
    done = 0
    while done < len(machine.roots):
        for root in list(machine.roots)[done:]:
            done += 1
            yield root


def bodies(machine: "Machine", number: int) -> "Iterator[tuple[str, Value]]":
    """Give name and annotated type of each parameter that no dependency provides."""
    frame = machine.outer_frame(number)
    for param in machine.project.functions[number].fact.params:
        if param.annotation is not None and not _is_dependency(frame, param):
            yield param.name, read_annotation(frame, param.annotation)


def fields(machine: "Machine", number: int) -> "Iterator[tuple[str, Value]]":
    """Give name and type of each field that a class itself declares."""
    ref = machine.project.classes[number]
    frame = machine.module_frame(ref.path)
    for node in ref.fact.body:
        if node[0] == form.ANNOTATED and node[1][0] == form.NAME:
            yield node[1][1], read_annotation(frame, node[2])


def dependencies(machine: "Machine", number: int) -> list[int]:
    """List the functions of the project that a function depends on, and those that these do."""
    found: dict[int, None] = {}
    queue = [number]
    while queue:
        given = [item.by for item in _given(machine, queue.pop())]
        fresh = {number: None for by in given for part in by for number in _run_by(machine, part)}
        queue.extend(fresh.keys() - found.keys())
        found.update(fresh)
    return list(found)


def _run_by(machine: "Machine", dependency: "Type") -> "Iterator[int]":
    """Give the functions that a dependency is, or that calling it runs."""
    if isinstance(dependency, Func):
        yield dependency.number
    elif isinstance(dependency, Cls | Inst):
        name = "__init__" if isinstance(dependency, Cls) else "__call__"
        member, _ = machine.hierarchy.member(dependency.number, name)
        yield from (part.number for part in member if isinstance(part, Func))


def given_values(machine: "Machine", number: int) -> "Iterator[Type]":
    """Give the types of what dependencies give a function."""
    for item in _given(machine, number):
        yield from item.result


def _given(machine: "Machine", number: int) -> "Iterator[Returns]":
    """Give each `Depends(...)` of a function's parameters and decorators."""
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    fact = machine.project.functions[number].fact
    frame = machine.outer_frame(number)
    nodes = [node for param in fact.params for node in (param.annotation, param.default) if node is not None]
    decorated = [keyword for node in fact.decorators if node[0] == form.CALL for keyword in node[3]]
    values = [evaluate(frame, node) for node in nodes]
    values += [elements(evaluate(frame, value)) for name, value in decorated if name == "dependencies"]
    for value in values:
        yield from (item for item in value if isinstance(item, Returns) and item.by)


def _is_dependency(frame: "Frame", param: "Param") -> bool:
    """Claim that a parameter is what a dependency gives, and no body; so are names for `Annotated[...]`."""
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    annotation = param.annotation or form.NOTHING
    if annotation[0] == form.SUBSCRIPT:
        parts = annotation[2][2] if annotation[2][0] == form.SEQ else ()
        return any(_depends(part) for part in (param.default, *parts))
    alias = any(isinstance(item, Returns) for item in evaluate(frame, annotation))
    return alias or _depends(param.default)


def _depends(node: "Node | None") -> bool:
    """Claim that an expression is `Depends(...)` or `Security(...)`."""
    if node is None or node[0] != form.CALL:
        return False
    return form.last_name(node[1]) in {"Depends", "Security"}


def classes_in(frame: "Frame", value: "Value", known: "Collection[int]" = ()) -> list[int]:
    """List the pydantic classes of the project that a value may be or hold, also in their fields.

    Those that are `known` are left out, with their fields.
    """
    machine = frame.machine
    found: dict[int, None] = {}
    queue = list(_instances(value))
    while queue:
        number = queue.pop()
        if number in found or number in known or not machine.hierarchy.inherits(number, "pydantic.BaseModel"):
            continue
        found[number] = None
        for _, held in fields(machine, number):
            queue.extend(_instances(held))
    return list(found)


def _instances(value: "Value") -> "Iterator[int]":
    for item in value:
        if isinstance(item, Inst):
            yield item.number
        elif isinstance(item, Seq):
            yield from _instances(item.element)
        elif isinstance(item, Tup):
            for part in item.items:
                yield from _instances(part)


def _register(
    machine: "Machine",
    number: int,
    hooks: frozenset[str],
    names: tuple[str, ...],
    role: str,
    *,
    known: dict[tuple[int, str], list[str]],
) -> None:
    """Register what a class and its bases hand to pydantic; `known` are the methods of classes that were looked at."""
    for owner in machine.hierarchy.order(number):
        if not isinstance(owner, int):
            continue
        first = (owner, role) not in known
        if first:
            known[owner, role] = [*_hooked(machine, owner, hooks, names)]
        for name in known[owner, role]:
            frameworks.register_method(machine, number, (name,), role)
        ref = machine.project.classes[owner]
        frame = machine.module_frame(ref.path)
        for node in ref.fact.body if first else ():
            if node[0] == form.ANNOTATED:
                _register_annotated(frame, node[2], hooks, role)
                if names:
                    _register_default(frame, node[3])


def _hooked(
    machine: "Machine", number: int, hooks: frozenset[str], names: tuple[str, ...]
) -> "Iterator[str]":
    """Give the methods of one class, its bases aside, that are decorated by hooks or have one of the names."""
    ref = machine.project.classes[number]
    frame = machine.module_frame(ref.path)
    for name, method in ref.methods.items():
        nodes = machine.project.functions[method].fact.decorators
        if name in names or any(_is_pydantic(frame, node, hooks) for node in nodes):
            yield name


def _register_default(frame: "Frame", node: "Node | None") -> None:
    """Register what makes a field's value where a body has none: `Field(default_factory=made)`."""
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    for name, value in node[3] if node is not None and node[0] == form.CALL else ():
        if name == "default_factory":
            frameworks.register(frame, evaluate(frame, value), "validator")


def _register_annotated(frame: "Frame", node: "Node | None", hooks: frozenset[str], role: str) -> None:
    """Register the functions that an annotation hands to pydantic: `Annotated[str, AfterValidator(hashed)]`."""
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    if node is None:
        return
    parts: tuple[Node, ...] = ()
    if node[0] == form.EITHER:
        parts = node[1]
    elif node[0] in {form.NAME, form.ATTR, form.SUBSCRIPT}:
        for item in evaluate(frame, node):
            if isinstance(item, Obj) and item.args and item.name.removeprefix("pydantic.") in hooks:
                frameworks.register(frame, item.args[0], role)
        if node[0] == form.SUBSCRIPT:
            parts = node[2][2] if node[2][0] == form.SEQ else (node[2],)
    for part in parts:
        _register_annotated(frame, part, hooks, role)


def _is_pydantic(frame: "Frame", node: "Node", names: frozenset[str]) -> bool:
    from freeloop_lint.interpret.syntax.expressions import evaluate  # noqa: PLC0415 - they call each other

    called = node[1] if node[0] == form.CALL else node
    return any(
        isinstance(item, External)
        and item.name.partition(".")[0] == "pydantic"
        and item.name.rpartition(".")[2] in names
        for item in evaluate(frame, called)
    )
