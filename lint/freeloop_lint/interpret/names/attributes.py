"""What `base.name` may be."""

from typing import TYPE_CHECKING, Any

from freeloop_lint.contexts import frameworks
from freeloop_lint.interpret.calling import calls
from freeloop_lint.interpret.names.annotations import SCALARS, build_type
from freeloop_lint.interpret.names.imports import expand, module_member
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
    elements,
    join,
    method,
    one,
    ordered,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop_lint.facts.form import Position
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine

STRANGERS = 6
"""Functions outside a class that write an attribute of that name: so many are run to see whether they write ours."""


OPEN = "open"
"""Flag of outside classes on whose objects programs keep things."""
SAME_NAME = External("freeloop.same_name")
"""The name that a `__getattr__` is called with: run once for each class, it may be any."""


def get(frame: "Frame", base: Value, name: str, position: "Position") -> Value:
    """Join what the attribute is for each type of the base."""
    if len(base) == 1:
        (only,) = base
        handler = TABLE.get(only.__class__)
        return EMPTY if handler is None else handler(frame, only, name, position)
    found = EMPTY
    for item in ordered(base):
        handler = TABLE.get(item.__class__)
        if handler is not None:
            found = join(found, handler(frame, item, name, position))
    return found


def _of_object(frame: "Frame", item: Obj, name: str, _position: "Position") -> Value:
    return of_object(frame, item, name)


def _of_module(frame: "Frame", item: Module, name: str, _position: "Position") -> Value:
    return module_member(frame.machine, item.path, name)[0]


def _of_external(frame: "Frame", item: External, name: str, _position: "Position") -> Value:
    return of_external(frame, item, name)


def _of_class(frame: "Frame", item: Cls, name: str, _position: "Position") -> Value:
    return of_class(frame, item, name)


def _of_container(_frame: "Frame", item: Seq, name: str, _position: "Position") -> Value:
    return method(_BUILTIN.get(item.kind, "builtins.list"), name, item)


def _of_text(_frame: "Frame", _item: Text, name: str, _position: "Position") -> Value:
    return one(Method("str", name, Obj("str")))


def _of_tuple(_frame: "Frame", item: Tup, name: str, _position: "Position") -> Value:
    return method("builtins.tuple", name, item)


def _of_coroutine(_frame: "Frame", item: Coro, name: str, _position: "Position") -> Value:
    return one(Method("asyncio.Task", name, item))


def _of_generator(_frame: "Frame", item: Gen, name: str, _position: "Position") -> Value:
    return one(Method("generator", name, item))


def _of_callable(_frame: "Frame", item: Type, name: str, _position: "Position") -> Value:
    return one(item) if name == "func" else EMPTY


_BUILTIN = {
    "dict": "builtins.dict",
    "set": "builtins.set",
    "iterator": "builtins.iterator",
    "generator": "builtins.iterator",
}


def of_external(frame: "Frame", item: External, name: str) -> Value:
    """Look into an outside module or class."""
    machine = frame.machine
    known = machine.outside_members.get((item.name, name))
    if known is None:
        known = machine.outside_members[item.name, name] = _outside_member(machine, item, name)
    value, is_final = known
    return value if is_final else join(value, machine.read((f"o:{item.name}", name)))


def _outside_member(machine: "Machine", item: External, name: str) -> tuple[Value, bool]:
    """Give what the catalogue says of a name, and whether nothing that the project does changes that."""
    catalogue = machine.catalogue
    full = catalogue.canonical(f"{item.name}.{name}")
    value = catalogue.values.get(full)
    if value is not None:
        return build_type(machine, value), True
    owner = catalogue.canonical(item.name)
    if catalogue.class_(owner) is not None and catalogue.method(owner, name) is not None:
        return one(Method(owner, name, External(owner))), True
    return one(External(full)), False


def of_object(frame: "Frame", item: Obj, name: str) -> Value:
    """Look into an instance of an outside class: what is described, and what the project hangs on it."""
    machine = frame.machine
    declared = machine.catalogue.attribute(item.name, name)
    if declared is not None:
        return build_type(machine, declared, item)
    # Nothing can be hung on a `str`; what is called `object` may be anything, and shares nothing with all others.
    if item.name not in SCALARS and machine.catalogue.method(item.name, name) is None:
        written = _written(frame, f"o:{item.name}", name)
        if written:
            return written
    return method(item.name, name, item)


def _written(frame: "Frame", owner: str, name: str) -> Value:
    """Read what is written to an attribute of an outside object.

    Functions that may write it are run before, if the object is one that programs keep things on: ten others of the
    same name, of database rows for the most part, are written by functions that say nothing of this one.
    """
    machine = frame.machine
    if name not in machine.project.attribute_writers and name not in machine.named:
        machine.await_name(name, owner)
        return EMPTY
    found = machine.read((owner, name))
    if not found and OPEN in machine.catalogue.flags(owner.removeprefix("o:")):
        machine.run_writers(machine.project.attribute_writers.get(name, ()), STRANGERS)
        found = machine.read((owner, name))
    return found


def _written_inside(machine: "Machine", number: int, name: str) -> Value:
    """Read what is written to an attribute of a project class, after running its methods that may write it."""
    if name not in machine.project.attribute_writers and name not in machine.named:
        machine.await_name(name, number)
        return EMPTY
    own = machine.hierarchy.writers(number, name)
    if own:
        machine.run_writers(own, 12)
    found = EMPTY
    asking = machine.stack[-1] if machine.stack else None
    for place in machine.hierarchy.places(number, name):
        if asking is not None:
            place.readers[asking] = None
        if place.value:
            found = join(found, place.value)
    return found


def of_instance(frame: "Frame", item: Inst, name: str, position: "Position") -> Value:
    """Look into an instance of a project class."""
    machine = frame.machine
    hierarchy = machine.hierarchy
    known = hierarchy.methods[item.number].get(name)
    if known is not None:
        return known
    found = hierarchy.field(item.number, name)
    if found is None:
        return _with_methods(frame, item, name, position)
    found = join(found, _written_inside(machine, item.number, name)) or _inherited(machine, item, name)
    return found or _forwarded(frame, item, name, position)


def _forwarded(frame: "Frame", item: Inst, name: str, position: "Position") -> Value:
    """Give what a `__getattr__` of the project makes of a name: that of another object, where it looks there for it."""
    if "__getattr__" not in frame.machine.project.special or name.startswith("__"):
        return EMPTY
    machine, slot = frame.machine, (item.number, name)
    if slot in machine.forwarding:  # an object may hold another one of its class
        return EMPTY
    member, owner = machine.hierarchy.member(item.number, "__getattr__")
    found = EMPTY
    machine.forwarding.add(slot)
    for part in ordered(member):
        getter = bind(frame, part, item, owner, position)
        for made in ordered(calls.call(frame, getter, (one(SAME_NAME),), position, name)):
            elsewhere = isinstance(made, Obj) and made.name == SAME_NAME.name
            found = join(found, get(frame, elements(one(made)), name, position) if elsewhere else one(made))
    machine.forwarding.discard(slot)
    return found


def _with_methods(frame: "Frame", item: Inst, name: str, position: "Position") -> Value:
    """Look up a member that may be a method, or hand on what is imported."""
    machine = frame.machine
    hierarchy = machine.hierarchy
    member, owner = hierarchy.member(item.number, name)
    member = expand(machine, member)
    found = EMPTY
    for part in ordered(member):
        found = join(found, bind(frame, part, item, owner, position))
    found = join(found, _overridden(frame, item, name, member, position))
    if all(_is_plain(machine, part) for part in member):
        hierarchy.methods[item.number][name] = found
        return found
    if not any(isinstance(part, Func) for part in member):
        found = join(found, _written_inside(machine, item.number, name))
    return found or _inherited(machine, item, name)


def _inherited(machine: "Machine", item: Inst | Cls, name: str) -> Value:
    """Give what is known of an attribute that a project class has from outside."""
    slot = (item, name)
    known = machine.hierarchy.inherited.get(slot)
    if known is None:
        known = machine.hierarchy.inherited[slot] = _from_outside(machine, item, name)
    return known


def _from_outside(machine: "Machine", item: Inst | Cls, name: str) -> Value:
    for outside in machine.hierarchy.outside(item.number):
        declared = machine.catalogue.attribute(outside, name) if isinstance(item, Inst) else None
        if declared is not None:
            return build_type(machine, declared, item)
        if machine.catalogue.method(outside, name) is not None or frameworks.has(machine, outside, name):
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
        found = join(found, _written_inside(machine, item.number, name))
    return found or _inherited(machine, item, name)


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
        if machine.catalogue.method(outside, name) is not None or frameworks.has(machine, outside, name):
            return one(Method(outside, name, item.receiver))
    return EMPTY


TABLE: dict[type, "Callable[[Frame, Any, str, Position], Value]"] = {
    Inst: of_instance,
    Obj: _of_object,
    Module: _of_module,
    External: _of_external,
    Cls: _of_class,
    Super: of_super,
    Seq: _of_container,
    Text: _of_text,
    Tup: _of_tuple,
    Coro: _of_coroutine,
    Gen: _of_generator,
    Func: _of_callable,
    Partial: _of_callable,
    Returns: _of_callable,
}
