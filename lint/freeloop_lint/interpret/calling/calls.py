"""What a call reaches, by the type of what is called."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from freeloop_lint.contexts import frameworks
from freeloop_lint.facts import form
from freeloop_lint.facts.form import Node, Position
from freeloop_lint.interpret.calling import given, outside
from freeloop_lint.interpret.calling.binding import arrange, declared_return, has_receiver
from freeloop_lint.interpret.loop import LOOP_METHODS
from freeloop_lint.interpret.names import attributes
from freeloop_lint.interpret.summary import Summary
from freeloop_lint.interpret.syntax import expressions, targets
from freeloop_lint.program.values import (
    EMPTY,
    Cls,
    Coro,
    External,
    Func,
    Gen,
    Inst,
    Key,
    Lambda,
    Method,
    Obj,
    Offloaded,
    Partial,
    Returns,
    Router,
    Tup,
    Type,
    Value,
    instance,
    join,
    one,
    ordered,
    shallow,
)

if TYPE_CHECKING:
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine
    from freeloop_lint.interpret.summary import Sink


class Site:
    """One call: where, how it reads, and its evaluated arguments. `node` is absent for implicit calls.

    Never changed once made; a plain class, because it is made and read faster than a tuple with names.
    """

    __slots__ = ("args", "awaited", "kwargs", "label", "node", "position")

    def __init__(  # noqa: PLR0917 - one is made for each call
        self,
        position: Position,
        label: "str | Node",
        args: Sequence[Value],
        kwargs: Mapping[str, Value],
        node: Node | None = None,
        awaited: bool = False,  # noqa: FBT001, FBT002 - see above
    ) -> None:
        self.position = position
        self.label = label
        self.args = args
        self.kwargs = kwargs
        self.node = node
        self.awaited = awaited

    def argument(self, slot: int | str) -> Value:
        """Give the value of an argument by position or keyword."""
        if isinstance(slot, int):
            return self.args[slot] if slot < len(self.args) else EMPTY
        return self.kwargs.get(slot, EMPTY)


_SCOPE: Node = (form.NAME, "scope")


def evaluate_call(frame: "Frame", node: Node, *, awaited: bool = False) -> Value:
    """Evaluate a call expression."""
    _, func, arg_nodes, kwarg_nodes, position = node
    table = expressions.TABLE
    callee = table[func[0]](frame, func)
    args: list[Value] = []
    starred = False
    for arg in arg_nodes:
        args.append(table[arg[0]](frame, arg))
        starred |= arg[0] == form.STAR
    if starred:
        node, args = _spread(frame, node, args)
    if len(args) == 3 and arg_nodes[0] == _SCOPE:  # noqa: PLR2004 - scope, receive and send
        _pass_on(frame, args, position)
    kwargs: dict[str, Value] = {}
    for name, value in kwarg_nodes:
        found = table[value[0]](frame, value)
        if name is not None:
            kwargs[name] = found
    summary = frame.summary
    if not callee:
        summary.unresolved += 1
        summary.needs_loop |= func[0] == form.ATTR and func[2] in LOOP_METHODS
        return frameworks.guess_route(frame, node)
    summary.resolved += 1
    site = Site(position, func, args, kwargs, node, awaited)
    if len(callee) == 1:
        (only,) = callee
        handler = TABLE.get(only.__class__)
        return EMPTY if handler is None else handler(frame, only, site)
    found = EMPTY
    for item in ordered(callee):
        found = join(found, dispatch(frame, item, site))
    return found


def _pass_on(frame: "Frame", args: "Sequence[Value]", position: "Position") -> None:
    """Take `await self.app(scope, receive, send_with_audit)` for what it is in ASGI: who is called awaits both."""
    for item in (*ordered(args[1]), *ordered(args[2])):
        if isinstance(item, Func) and frame.machine.project.functions[item.number].fact.is_async:
            frame.start(Key(item.number, item.env, item.bound), "call", position)


def _spread(frame: "Frame", node: Node, args: "Sequence[Value]") -> tuple[Node, list[Value]]:
    """Put what `*args` stands for in its place, where that is known; each goes by the same expression."""
    nodes: list[Node] = []
    values: list[Value] = []
    for arg, value in zip(node[2], args, strict=True):
        starred = expressions.evaluate(frame, arg[1]) if arg[0] == form.STAR else EMPTY
        items = next((item.items for item in starred if isinstance(item, Tup)), (value,))
        nodes.extend(arg for _ in items)
        values.extend(items)
    return (node[0], node[1], tuple(nodes), *node[3:]), values


def dispatch(frame: "Frame", item: Type, site: Site) -> Value:
    """Call one type."""
    handler = TABLE.get(type(item))
    return EMPTY if handler is None else handler(frame, item, site)


def call(
    frame: "Frame", callee: Value, args: Sequence[Value], position: Position, label: "str | Node"
) -> Value:
    """Make an implicit call: of a callback, a dunder method, a property."""
    found = EMPTY
    site = Site(position, label, args, {})
    for item in ordered(callee):
        found = join(found, dispatch(frame, item, site))
    return found


def call_method(frame: "Frame", item: Inst, name: str, position: Position, label: "str | Node") -> Value:
    """Call a dunder method of a project instance, if its class has it."""
    found = attributes.of_instance(frame, item, name, position)
    return call(frame, found, (), position, label) if found else EMPTY


def quiet(machine: "Machine", callee: Value, args: Sequence[Value] = ()) -> Value:
    """Give what calling would return, recording nothing: for calls that run elsewhere."""
    frame = machine.scratch()
    return call(frame, callee, args, (0, 0, 0, 0), "")


def function_key(frame: "Frame", item: Func, site: Site) -> Key:
    """Name the way in which this call runs a function."""
    machine = frame.machine
    ref = machine.project.functions[item.number]
    bound, args = item.bound, site.args
    receives = has_receiver(ref.fact, ref.cls, item.flavour)
    if receives and bound is None and args:
        bound = next((part for part in args[0] if isinstance(part, Inst)), None)
        args = args[1:]
    return machine.key(item.number, item.env, bound, arrange(ref.fact, receives, args, site.kwargs))


def _function(frame: "Frame", item: Func, site: Site) -> Value:
    machine = frame.machine
    fact = machine.project.functions[item.number].fact
    if item.flavour == "offload":
        return outside.offload(frame, one(Func(item.number, item.env, item.bound)), site, "thread", site.args)
    key = function_key(frame, item, site)
    below = machine.summary(key)
    if fact.is_generator:
        if fact.is_async:
            frame.start(key, "call", site.position)
        return one(Gen(shallow(below.element), key, fact.is_async))
    result = below.returns or declared_return(machine, item.number)
    if fact.is_async:
        frame.start(key, "call", site.position)
        return one(Coro(shallow(result), key))
    if site.awaited and not any(isinstance(part, Coro) for part in result):
        return EMPTY
    told = _teller(frame, item, site) if below.open else None
    frame.reach(site.position, site.label, below, once=item.flavour == "once", told=told)
    return result


def _teller(frame: "Frame", item: Func, site: Site) -> "Callable[[Sink], Sink | None]":
    """Give what works out the costs that parameters of the called function decide."""
    ref = frame.machine.project.functions[item.number]
    skip = has_receiver(ref.fact, ref.cls, item.flavour) and item.bound is not None
    return lambda sink: given.closed(frame, sink, item.number, skip, site)


def _lambda(frame: "Frame", item: Lambda, site: Site) -> Value:
    if item in frame.machine.active_lambdas:
        return EMPTY
    result, below = run_lambda(frame.machine, item, site.args)
    frame.reach(site.position, site.label, below)
    return result


def run_lambda(machine: "Machine", item: Lambda, args: Sequence[Value] = ()) -> tuple[Value, Summary]:
    """Give what a lambda returns, and what it does."""
    from freeloop_lint.interpret.frame import Frame as NewFrame  # noqa: PLC0415 - frame is typed with this layer

    params, body, env, home = machine.lambdas[item.number]
    machine.active_lambdas.add(item)
    inner = NewFrame(machine, home.path, f"{home.function}.<lambda>", env, Summary())
    for number, name in enumerate(params):
        inner.bind(name, args[number] if number < len(args) else EMPTY)
    result = expressions.evaluate(inner, body)
    machine.active_lambdas.discard(item)
    return result, inner.summary


def _class(frame: "Frame", item: Cls, site: Site) -> Value:

    machine = frame.machine
    made = instance(item.number)
    new, _ = machine.hierarchy.member(item.number, "__new__")
    for part in new:
        if isinstance(part, Func):
            _function(frame, Func(part.number, part.env, item), site)
    init, _ = machine.hierarchy.member(item.number, "__init__")
    for part in init:
        if isinstance(part, Func):
            _function(frame, Func(part.number, part.env, Inst(item.number)), site)
    if not init:
        _construct_outside(frame, item, site)
        for name, value in site.kwargs.items():
            targets.write_attribute(frame, made, name, value)
        fields = [node[1][1] for node in machine.project.classes[item.number].fact.body if _is_field(node)]
        for name, value in zip(fields, site.args, strict=False):
            targets.write_attribute(frame, made, name, value)
        post, _ = machine.hierarchy.member(item.number, "__post_init__")
        for part in post:
            if isinstance(part, Func):
                _function(
                    frame,
                    Func(part.number, part.env, Inst(item.number)),
                    Site(site.position, site.label, (), {}),
                )
    return made


def _is_field(node: Node) -> bool:
    return bool(node[0] == form.ANNOTATED and node[1][0] == form.NAME)


def _construct_outside(frame: "Frame", item: Cls, site: Site) -> None:
    catalogue = frame.machine.catalogue
    for name in frame.machine.hierarchy.outside(item.number):
        found = catalogue.method(name, "__init__")
        if found is not None:
            outside.apply(frame, found[0], f"{found[1]}.__init__", site, None)
            return


def _instance(frame: "Frame", item: Inst, site: Site) -> Value:

    found = attributes.of_instance(frame, item, "__call__", site.position)
    result = EMPTY
    for part in ordered(found):
        result = join(result, dispatch(frame, part, site))
    return result


def _object(frame: "Frame", item: Obj, site: Site) -> Value:
    made = frameworks.on_method(frame, Method(item.name, "__call__", item), site)
    if made is not None:
        return made
    found = frame.machine.catalogue.method(item.name, "__call__")
    if found is None:
        return EMPTY
    return outside.apply(frame, found[0], f"{found[1]}.__call__", site, item)


def _external(frame: "Frame", item: External, site: Site) -> Value:
    return outside.call_name(frame, item, site)


def _method(frame: "Frame", item: Method, site: Site) -> Value:
    return outside.call_method(frame, item, site)


def _partial(frame: "Frame", item: Partial, site: Site) -> Value:
    found = EMPTY
    args, kwargs = (*item.args, *site.args), {**dict(item.kwargs), **site.kwargs}
    inner = Site(site.position, site.label, args, kwargs, None, site.awaited)
    for part in ordered(item.target):
        found = join(found, dispatch(frame, part, inner))
    return found


def _returns(_frame: "Frame", item: Returns, _site: Site) -> Value:
    return item.result


def _router(frame: "Frame", item: Router, site: Site) -> Value:
    value = site.argument(0)
    frameworks.take(frame, value, item)
    return value


def _offloaded(frame: "Frame", item: Offloaded, site: Site) -> Value:
    return outside.offload(frame, item.target, site, "thread", site.args)


TABLE: dict[type, Callable[["Frame", Any, Site], Value]] = {
    Func: _function,
    Lambda: _lambda,
    Cls: _class,
    Inst: _instance,
    Obj: _object,
    External: _external,
    Method: _method,
    Partial: _partial,
    Returns: _returns,
    Router: _router,
    Offloaded: _offloaded,
}
