"""Calls that leave the project: their cost, their result, and what they do with the callables they are given."""

from typing import TYPE_CHECKING

from freeloop_lint.contexts import frameworks
from freeloop_lint.facts import form
from freeloop_lint.interpret import beside
from freeloop_lint.interpret.calling import calls, containers, given, handed, special
from freeloop_lint.interpret.calling.conditions import applies, varied
from freeloop_lint.interpret.loop import needs_loop
from freeloop_lint.interpret.names.annotations import SCALARS, build_type
from freeloop_lint.interpret.summary import Offload
from freeloop_lint.interpret.syntax import iteration
from freeloop_lint.program.values import (
    ANY_THREAD,
    EMPTY,
    Cls,
    Coro,
    External,
    Func,
    Gen,
    Inst,
    Lambda,
    LazyIter,
    Method,
    Obj,
    Offloaded,
    Partial,
    Seq,
    Tup,
    Type,
    Value,
    elements,
    is_shared,
    join,
    one,
    ordered,
    shallow,
    thing,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop_lint.catalogue.model import Cost, Entry
    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.interpret.calling.calls import Site
    from freeloop_lint.interpret.frame import Frame


def call_name(frame: "Frame", item: External, site: "Site") -> Value:
    """Call an outside function or construct an outside class."""
    machine = frame.machine
    name = machine.catalogue.canonical(item.name)
    frame.summary.needs_loop |= needs_loop(name)
    handler = special.TABLE.get(name)
    if handler is not None:
        return handler(frame, site)
    made = frameworks.on_call(frame, name, site)
    entry = machine.catalogue.function(name)
    if entry is not None:
        return join(made, apply(frame, entry, name, site, None))
    if machine.catalogue.class_(name) is not None:
        return construct(frame, name, site)
    if name.rpartition(".")[2][:1].isupper() or name.removeprefix("builtins.") in SCALARS:
        return thing(name.removeprefix("builtins."))
    if not made:
        frame.summary.unresolved += 1
        frame.summary.resolved -= 1
    return made


def construct(frame: "Frame", name: str, site: "Site") -> Value:
    """Construct an outside class."""
    made = Obj(name)
    found = frame.machine.catalogue.method(name, "__init__")
    if found is not None:
        entry, owner = found
        apply(frame, entry, f"{owner}.__init__" if owner != name else name, site, made)
        if entry.returns is not None:
            return build_type(frame.machine, entry.returns, made, site.args)
    return one(made)


def call_method(frame: "Frame", item: Method, site: "Site") -> Value:
    """Call a method of an outside class."""
    frame.summary.needs_loop |= needs_loop(f"{item.owner}.{item.name}")
    role = frameworks.on_method(frame, item, site)
    if role is not None:
        return role
    known = containers.call(frame, item, site)
    if known is not None:
        return known
    found = frame.machine.catalogue.method(item.owner, item.name)
    if found is None:
        return EMPTY
    entry, owner = found
    frame.summary.bound |= "thread_unsafe" in frame.machine.catalogue.flags(item.owner)
    receiver = item.receiver
    if isinstance(receiver, External):
        receiver = Obj(receiver.name)
    elif isinstance(receiver, Cls):  # `Own.from_pretrained(...)`
        receiver = Inst(receiver.number)
    return apply(frame, entry, f"{owner}.{item.name}", site, receiver)


def apply(frame: "Frame", entry: "Entry", name: str, site: "Site", receiver: Type | None) -> Value:
    """Do what a catalogue entry says."""
    if entry.variants:
        entry = varied(entry, site.node)
    counts = entry.cost is not None and not site.awaited and applies(entry, site.node)
    if counts and entry.cost is not None and _is_small(entry.cost, site.node, receiver):
        counts = False
    if counts and "lazy" not in entry.flags:
        unsafe = (
            isinstance(receiver, Obj)
            and not is_shared(receiver)
            and "thread_unsafe" in frame.machine.catalogue.flags(receiver.name)
        )
        opened = None if entry.scale is None else given.opened(frame, entry, site)
        costing = _in_memory(_scaled(entry, site), site)
        frame.block(site.position, site.label, name, costing, unsafe=unsafe, opened=opened)
    called = _called_through(frame, entry, site) if entry.calls and not site.awaited else EMPTY
    if entry.invokes or entry.drives or entry.offloads or entry.schedules:
        _handed_over(frame, entry, site)
    if "beside" in entry.flags:
        beside.begin(frame, *map(site.argument, entry.schedules))
    if entry.returns is None:
        return called
    result = _made(frame, entry, build_type(frame.machine, entry.returns, receiver, site.args), receiver)
    if entry.carries is not None:
        number = _number(site, entry.carries.keyword, entry.carries.position)
        result = frozenset(item._replace(number=number) if isinstance(item, Obj) else item for item in result)
    if "lazy" in entry.flags and counts and entry.returns.name in {"generator", "iterator"}:
        return one(LazyIter(elements(result), name))
    if entry.returns.name == "awaitable" and site.awaited:
        return result
    return result


def _made(frame: "Frame", entry: "Entry", result: Value, receiver: Type | None) -> Value:
    """Tell functions that are sent to a thread from others, and what all threads may use."""
    if entry.wraps == "offload":
        return frozenset(item if _is_awaited(frame, item) else Offloaded(one(item)) for item in result)
    if is_shared(receiver):  # so is its cursor
        return frozenset(Obj(item.name, ANY_THREAD) if isinstance(item, Obj) else item for item in result)
    return result


_TINY = 1000
"""Numbers below this are no length that makes an array large. Arbitrary; `numpy.ones([4096, 4096])` is large."""
_ARRAYS = frozenset({"array", "asarray"})
_BUFFERS = frozenset({"io.BytesIO", "io.StringIO"})


def _is_small(cost: "Cost", node: "Node | None", receiver: Type | None) -> bool:
    """Claim that a call works on what is written out in the source: `packb({"status": "ok"})`, `dot([1, 2], [3])`."""
    if node is None:
        return False
    if cost.topic == "serialise":
        first = node[2][0] if node[2] else dict(node[3]).get("content")
        return first is not None and first[0] in {form.MAP, form.SEQ} and _is_literal(first)
    if cost.topic != "compute" or receiver is not None or not node[2]:
        return False
    return is_written_out(node[2])


def is_written_out(nodes: "Sequence[Node]") -> bool:
    """Claim that each is a short array whose numbers stand in the source."""
    return all(node[0] in {form.SEQ, form.CALL} and _is_numbers(node) for node in nodes)


def _is_literal(node: "Node") -> bool:
    if node[0] == form.MAP:
        return form.NOTHING not in node[1] and all(map(_is_literal, node[2]))
    if node[0] == form.SEQ:
        return all(map(_is_literal, node[2]))
    return bool(node[0] == form.CONST)


def _is_numbers(node: "Node") -> bool:
    """Claim that an array of numbers is written out, which are not the lengths of a large one."""
    if node[0] == form.SEQ or (node[0] == form.CALL and node[1][0] == form.ATTR and node[1][2] in _ARRAYS):
        return all(map(_is_numbers, node[2]))
    return bool(node[0] == form.CONST and isinstance(node[1], int | float) and abs(node[1]) < _TINY)


def _scaled(entry: "Entry", site: "Site") -> "Entry":
    """Let a number that the source gives decide what the call costs."""
    scale, cost = entry.scale, entry.cost
    if scale is None or cost is None:
        return entry
    number = _number(site, scale.keyword, scale.position)
    return entry if number is None else entry._replace(cost=scale.cost(cost, number))


def _in_memory(entry: "Entry", site: "Site") -> "Entry":
    """Let what writes a buffer compute: it waits for no file."""
    cost = entry.cost
    if cost is None or cost.kind != "io" or cost.topic != "file" or entry.returns is not None:
        return entry
    if not any(is_buffer(value) for value in (*site.args, *site.kwargs.values())):
        return entry
    return entry._replace(cost=cost._replace(kind="cpu", topic="compute", remedy=""), sibling="")


def is_buffer(value: Value) -> bool:
    """Claim that a value is a file in memory, and nothing else."""
    return bool(value) and all(isinstance(item, Obj) and item.name in _BUFFERS for item in value)


def _number(site: "Site", keyword: str, position: int | None) -> float | None:
    """Give the largest number that an argument may be; None when one of its values is not known."""
    value = site.kwargs.get(keyword, EMPTY) or (EMPTY if position is None else site.argument(position))
    return given.largest(value)


def _called_through(frame: "Frame", entry: "Entry", site: "Site") -> Value:
    """Run the methods that the callee calls on its arguments: `np.array(image)` decodes it. The dearest counts.

    Of a class that it is given it makes an object, as `json.dumps` does of `cls=`.
    """
    catalogue = frame.machine.catalogue
    for position, method in entry.calls:
        value = site.argument(position)
        for item in ordered(value):
            if isinstance(item, Cls | Inst):
                calls.call_method(frame, Inst(item.number), method, site.position, site.label)
        items = [item for item in ordered(value) if isinstance(item, Obj)]
        found = [(item, *known) for item in items if (known := catalogue.method(item.name, method))]
        if found:
            item, called, owner = max(found, key=lambda one_of: one_of[1].cost.ms if one_of[1].cost else 0)
            frame.block(site.position, site.label, f"{owner}.{method}", called)
            return EMPTY if called.returns is None else build_type(frame.machine, called.returns, item)
    return EMPTY


def _handed_over(frame: "Frame", entry: "Entry", site: "Site") -> None:
    """Follow the callables and iterables among the arguments."""
    for slot in entry.invokes:
        calls.call(frame, site.argument(slot), (EMPTY,), site.position, site.label)
    for slot in entry.drives:
        iteration.iterate(frame, site.argument(slot), site.position, _argument_label(site, slot))
    for slot in entry.offloads:
        value = site.argument(slot)
        if value:
            rest = site.args[slot + 1 :] if isinstance(slot, int) else _packed(site.kwargs.get("args", EMPTY))
            offload(frame, value, site, entry.to, rest)
    for slot in entry.schedules:
        schedule(frame, site.argument(slot), site.position)
        beside.end(frame, site.argument(slot))


def _is_awaited(frame: "Frame", item: Type) -> bool:
    """Claim that a function is a coroutine function: what sends others to a thread leaves it alone."""
    return isinstance(item, Func) and frame.machine.project.functions[item.number].fact.is_async


def _packed(value: Value) -> "Sequence[Value]":
    """Unpack the `args=(…)` of a thread."""
    return next((item.items for item in value if isinstance(item, Tup)), ())


def _argument_label(site: "Site", slot: int | str) -> "str | Node":
    if site.node is not None and isinstance(slot, int) and slot < len(site.node[2]):
        node: Node = site.node[2][slot]
        return node
    return site.label


def schedule(frame: "Frame", value: Value, position: "Position") -> None:
    """Record that the loop will run a coroutine or a callback."""
    for item in value:
        if isinstance(item, Coro | Gen) and item.start is not None:
            frame.start(item.start, "schedule", position)
        elif isinstance(item, Func | Partial | Lambda):
            frameworks.register(frame, one(item), "callback", frame.here(position))
        elif isinstance(item, Seq):
            schedule(frame, item.element, position)


def offload(frame: "Frame", target: Value, site: "Site", to: str, args: "Sequence[Value]") -> Value:
    """Hand work to another thread: its result comes back, its effects stay there."""
    if site.node is not None:
        handed.forget(frame, site.node)
    scratch = frame.machine.scratch()
    result = calls.call(scratch, target, args, site.position, site.label)
    events = tuple(scratch.summary.best(4))
    label = site.label if isinstance(site.label, str) else form.dotted(site.label)
    frame.summary.offloads[site.position] = Offload(site.position, label, to, events)
    return one(Coro(shallow(result)))
