"""What `base.name` may be."""

from typing import TYPE_CHECKING

from freeloop_lint.interpret import calls
from freeloop_lint.interpret.annotations import build_type
from freeloop_lint.interpret.imports import expand, module_member
from freeloop_lint.program.values import (
    EMPTY,
    Cls,
    Coro,
    External,
    Func,
    Gen,
    Inst,
    Method,
    Module,
    Obj,
    Partial,
    Returns,
    Seq,
    Super,
    Text,
    Tup,
    Type,
    Value,
    join,
    one,
    ordered,
)

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Position
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine

STRANGERS = 6
"""Functions outside a class that write an attribute of that name: so many are run to see whether they write ours."""


def get(frame: "Frame", base: Value, name: str, position: "Position") -> Value:
    """Join what the attribute is for each type of the base."""
    found = EMPTY
    for item in ordered(base):
        found = join(found, _get(frame, item, name, position))
    return found


def _get(frame: "Frame", item: Type, name: str, position: "Position") -> Value:  # noqa: C901, PLR0911 - one answer per type
    machine = frame.machine
    if isinstance(item, Inst):
        return of_instance(frame, item, name, position)
    if isinstance(item, Obj):
        return of_object(frame, item, name)
    if isinstance(item, Module):
        return module_member(machine, item.path, name)
    if isinstance(item, External):
        return of_external(frame, item, name)
    if isinstance(item, Cls):
        return of_class(frame, item, name)
    if isinstance(item, Super):
        return of_super(frame, item, name, position)
    if isinstance(item, Seq):
        return one(Method(f"builtins.{_BUILTIN.get(item.kind, 'list')}", name, item))
    if isinstance(item, Text):
        return one(Method("str", name, Obj("str")))
    if isinstance(item, Tup):
        return one(Method("builtins.tuple", name, item))
    if isinstance(item, Coro):
        return one(Method("asyncio.Task", name, item))
    if isinstance(item, Gen):
        return one(Method("generator", name, item))
    if isinstance(item, Func | Partial | Returns) and name == "func":
        return one(item)
    return EMPTY


_BUILTIN = {"dict": "dict", "set": "set", "iterator": "iterator", "generator": "iterator"}


def of_external(frame: "Frame", item: External, name: str) -> Value:
    """Look into an outside module or class."""
    catalogue = frame.machine.catalogue
    full = catalogue.canonical(f"{item.name}.{name}")
    value = catalogue.values.get(full)
    if value is not None:
        return build_type(frame.machine, value)
    owner = catalogue.canonical(item.name)
    if catalogue.class_(owner) is not None:
        found = catalogue.method(owner, name)
        if found is not None:
            return one(Method(owner, name, External(owner)))
    written = frame.machine.read((f"o:{item.name}", name))
    return join(one(External(full)), written)


def of_object(frame: "Frame", item: Obj, name: str) -> Value:
    """Look into an instance of an outside class: what is described, and what the project hangs on it."""
    machine = frame.machine
    declared = machine.catalogue.attribute(item.name, name)
    if declared is not None:
        return build_type(machine, declared, item)
    if machine.catalogue.method(item.name, name) is None:
        written = _written(frame, (f"o:{item.name}",), name, -1)
        if written:
            return written
    return one(Method(item.name, name, item))


def _written(frame: "Frame", owners: tuple[str, ...], name: str, cls: int) -> Value:
    """Read an attribute's writes, after running the functions that may write it."""
    machine = frame.machine
    if name not in machine.project.attribute_writers and name not in machine.named:
        machine.await_name(name)
        return EMPTY
    if cls >= 0:
        own = machine.hierarchy.writers(cls, name)
        if own:
            machine.run_writers(own, 12)
    found = EMPTY
    for owner in owners:
        value = machine.read((owner, name))
        found = join(found, value) if value else found
    if not found and cls < 0:
        machine.run_writers(machine.project.attribute_writers.get(name, ()), STRANGERS)
        for owner in owners:
            found = join(found, machine.read((owner, name)))
    return found


def of_instance(frame: "Frame", item: Inst, name: str, position: "Position") -> Value:
    """Look into an instance of a project class."""
    machine = frame.machine
    hierarchy = machine.hierarchy
    slot = (item.number, name)
    known = hierarchy.methods.get(slot)
    if known is not None:
        return known
    member, owner = hierarchy.member(item.number, name)
    found = EMPTY
    if member:
        member = expand(machine, member)
        for part in ordered(member):
            found = join(found, bind(frame, part, item, owner, position))
        found = join(found, _overridden(frame, item, name, member, position))
        if all(_is_plain(machine, part) for part in member):
            hierarchy.methods[slot] = found
            return found
    if not any(isinstance(part, Func) for part in member):
        found = join(found, _written(frame, hierarchy.owners(item.number), name, item.number))
    if found:
        return found
    for outside in hierarchy.outside(item.number):
        declared = machine.catalogue.attribute(outside, name)
        if declared is not None:
            return build_type(machine, declared, item)
        if machine.catalogue.method(outside, name) is not None:
            return one(Method(outside, name, item))
    return EMPTY


def _is_plain(machine: "Machine", part: Type) -> bool:
    """Claim that access to a member runs nothing and depends on nothing but the class."""
    if not isinstance(part, Func) or part.flavour in {"property", "cached property"}:
        return False
    return not machine.project.functions[part.number].fact.stub


def _overridden(frame: "Frame", item: Inst, name: str, member: Value, position: "Position") -> Value:
    """Follow a method without a body into the subclasses that define it."""
    machine = frame.machine
    found = EMPTY
    for part in member:
        if not isinstance(part, Func) or not machine.project.functions[part.number].fact.stub:
            continue
        for number in machine.hierarchy.overrides(item.number, name):
            inner, owner = machine.hierarchy.member(number, name)
            for candidate in inner:
                found = join(found, bind(frame, candidate, Inst(number), owner, position))
    return found


def bind(frame: "Frame", part: Type, receiver: Type, owner: int, position: "Position") -> Value:
    """Turn a class member into what access through a receiver gives."""
    if not isinstance(part, Func) or part.bound is not None:
        return one(part)
    if frame.machine.project.functions[part.number].cls < 0 and part.flavour != "property":
        return one(part)
    if part.flavour == "static":
        return one(part)
    if part.flavour == "class":
        number = receiver.number if isinstance(receiver, Inst | Cls) else owner
        return one(Func(part.number, part.env, Cls(number), ""))
    bound = Func(part.number, part.env, receiver, part.flavour)
    if part.flavour in {"property", "cached property"}:
        name = frame.machine.project.functions[part.number].fact.name
        plain = Func(part.number, part.env, receiver, "once" if part.flavour == "cached property" else "")
        return calls.call(frame, one(plain), (), position, name)
    return one(bound)


def of_class(frame: "Frame", item: Cls, name: str) -> Value:
    """Look into a project class itself."""
    machine = frame.machine
    member, owner = machine.hierarchy.member(item.number, name)
    found = EMPTY
    for part in expand(machine, member):
        if isinstance(part, Func) and part.flavour == "class":
            found = join(found, bind(frame, part, item, owner, (0, 0, 0, 0)))
        elif isinstance(part, Obj) and machine.hierarchy.inherits(item.number, "enum.Enum"):
            found = join(found, one(Inst(item.number)))
        else:
            found = join(found, one(part))
    if not any(isinstance(part, Func) for part in found):
        found = join(found, _written(frame, machine.hierarchy.owners(item.number), name, item.number))
    if found:
        return found
    for outside in machine.hierarchy.outside(item.number):
        if machine.catalogue.method(outside, name) is not None:
            return one(Method(outside, name, item))
    return EMPTY


def of_super(frame: "Frame", item: Super, name: str, position: "Position") -> Value:
    """Look behind a class in its receiver's resolution order."""
    machine = frame.machine
    start = item.receiver.number if isinstance(item.receiver, Inst | Cls) else item.cls
    member, owner = machine.hierarchy.member(start, name, after=item.cls)
    found = EMPTY
    for part in expand(machine, member):
        found = join(found, bind(frame, part, item.receiver, owner, position))
    if found:
        return found
    for outside in machine.hierarchy.outside(item.cls):
        if machine.catalogue.method(outside, name) is not None:
            return one(Method(outside, name, item.receiver))
    return EMPTY
