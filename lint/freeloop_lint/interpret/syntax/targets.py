"""What an assignment, a `del`, a fill of a container and an `isinstance` test do to names and attributes."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.form import Node
from freeloop_lint.interpret.calling import calls
from freeloop_lint.interpret.names import attributes
from freeloop_lint.interpret.names.annotations import instance_of
from freeloop_lint.interpret.syntax import asks, expressions
from freeloop_lint.program.values import (
    EMPTY,
    Cls,
    External,
    Inst,
    Module,
    Obj,
    Seq,
    Text,
    Tup,
    Type,
    Value,
    elements,
    join,
    one,
    ordered,
    shallow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop_lint.interpret.frame import Frame


_KEY = "aiohttp.web.AppKey"


def assign(frame: "Frame", target: Node, value: Value) -> None:
    """Assign a value to a target."""
    opcode = target[0]
    if opcode == form.NAME:
        frame.bind(target[1], value)
    elif opcode == form.ATTR:
        base = expressions.evaluate(frame, target[1])
        write_attribute(frame, base, target[2], value)
        access(frame, base, target, "setter", (value,))
    elif opcode == form.SUBSCRIPT:
        expressions.evaluate(frame, target[2])
        if "__setitem__" in frame.machine.project.special:
            asks.ask(
                frame,
                expressions.evaluate(frame, target[1]),
                ("__setitem__",),
                target[3],
                f"{form.dotted(target)} = …",
            )
        if not write_item(frame, target[1], target[2], value):
            fill(frame, target[1], value)
    elif opcode == form.SEQ:
        _unpack(frame, target[2], value)
    elif opcode == form.STAR:
        assign(frame, target[1], one(Seq("list", shallow(value))) if value else EMPTY)


def _unpack(frame: "Frame", items: tuple[Node, ...], value: Value) -> None:
    parts: list[Value] = [EMPTY] * len(items)
    starred = any(item[0] == form.STAR for item in items)
    for item in value:
        if isinstance(item, Tup) and len(item.items) == len(items) and not starred:
            parts = [join(part, new) for part, new in zip(parts, item.items, strict=True)]
        else:
            element = elements(one(item))
            parts = [join(part, element) for part in parts]
    for target, part in zip(items, parts, strict=True):
        assign(frame, target, part)


def write_attribute(frame: "Frame", base: Value, name: str, value: Value) -> None:
    """Write an attribute of whatever the base may be."""
    if not value:
        return
    for item in base:
        owner = owner_of(item)
        if owner:
            frame.machine.write((owner, name), value)


def access(frame: "Frame", base: Value, target: Node, how: str, args: "Sequence[Value]") -> None:
    """Run the setter or deleter of a property, where the attribute is one."""
    name: str = target[2]
    machine = frame.machine
    if name not in machine.project.accessors:
        return
    for item in ordered(base):
        if isinstance(item, Inst):
            member, owner = machine.hierarchy.member(item.number, f"{name}.{how}")
            for part in ordered(member):
                bound = attributes.bind(frame, part, item, owner, target[3])
                calls.call(frame, bound, args, target[3], target)


def owner_of(item: Type) -> str:
    """Name the place where an object's attributes are kept."""
    if isinstance(item, Inst | Cls):
        return f"c:{item.number}"
    if isinstance(item, Obj):
        return f"o:{item.name}"
    if isinstance(item, External):
        return f"o:{item.name}"
    if isinstance(item, Module):
        return f"g:{item.path}"
    return ""


def write_item(frame: "Frame", container: Node, index: Node, value: Value) -> bool:
    """Keep `app["name"] = x` on an outside object under its name; claim that it was one."""
    name = item_name(frame, index)
    if not name:
        return False
    found = False
    for item in expressions.evaluate(frame, container):
        if isinstance(item, Obj) and "." in item.name:
            frame.machine.write((f"o:{item.name}", f"[{name}]"), value)
            found = True
    return found


def item_name(frame: "Frame", index: Node) -> str:
    """Give the text under which something is kept: as it is written, or as an `AppKey` of aiohttp has it."""
    if index[0] == form.CONST:
        return index[1] if isinstance(index[1], str) else ""
    for item in expressions.evaluate(frame, index) if index[0] in {form.NAME, form.ATTR} else ():
        if isinstance(item, Obj) and item.name == _KEY:
            return next((text.value for text in elements(one(item)) if isinstance(text, Text)), "")
    return ""


def fill(frame: "Frame", container: Node, value: Value) -> None:
    """Put an element into a container named by an expression."""
    opcode = container[0]
    if opcode == form.NAME:
        name = container[1]
        filled = one(Seq("dict", shallow(value))) if value else EMPTY
        if name in frame.names:
            kept = frozenset(item for item in frame.names[name] if not isinstance(item, Seq))
            old = elements(frame.names[name])
            merged = one(Seq("dict", shallow(join(old, value)))) if value else frame.names[name]
            frame.bind(name, join(kept, merged))
        if name not in frame.names or frame.function == "<module>":
            frame.machine.write((f"g:{frame.path}", name), filled)
    elif opcode == form.ATTR and value:
        base = expressions.evaluate(frame, container[1])
        write_attribute(frame, base, container[2], one(Seq("dict", shallow(value))))
    elif opcode == form.SUBSCRIPT:
        fill(frame, container[1], one(Seq("dict", shallow(value))) if value else EMPTY)


def narrow(frame: "Frame", test: Node) -> None:
    """Apply `isinstance(name, Class)` to the branch where it holds."""
    if test[0] != form.CALL or test[1] != (form.NAME, "isinstance") or len(test[2]) != 2:  # noqa: PLR2004
        return
    subject, classes = test[2]
    if subject[0] != form.NAME:
        return
    narrowed = EMPTY
    for node in classes[2] if classes[0] == form.SEQ else (classes,):
        for item in expressions.evaluate(frame, node):
            narrowed = join(narrowed, instance_of(frame.machine, item))
    known = frame.names.get(subject[1], EMPTY)
    if narrowed and not (known & narrowed):
        frame.names[subject[1]] = _closer(frame, known, narrowed)
    elif narrowed:
        frame.names[subject[1]] = known & narrowed


def _closer(frame: "Frame", known: Value, narrowed: Value) -> Value:
    """Keep known subclasses of the tested classes; else take the classes themselves."""
    hierarchy = frame.machine.hierarchy
    tested = {item.number for item in narrowed if isinstance(item, Inst)}
    kept = frozenset(
        item for item in known if isinstance(item, Inst) and tested.intersection(hierarchy.order(item.number))
    )
    return kept or narrowed
