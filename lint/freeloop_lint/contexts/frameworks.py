"""Recognise the calls that hand functions to a framework, and remember the roots that they make."""

from typing import TYPE_CHECKING

from freeloop_lint.contexts import routes
from freeloop_lint.contexts.events import Way
from freeloop_lint.contexts.tables import (
    ARGUMENTS,
    BARE,
    CALLS,
    CLASS_METHODS,
    COMMAND,
    ENTERED,
    METHODS,
    SYNC_ON_LOOP,
)
from freeloop_lint.facts import form
from freeloop_lint.facts.form import Node
from freeloop_lint.interpret.summary import Step
from freeloop_lint.program.values import (
    EMPTY,
    Cls,
    Coro,
    External,
    Func,
    Inst,
    Key,
    Lambda,
    Method,
    Obj,
    Partial,
    Router,
    Seq,
    Type,
    Value,
    join,
    one,
    ordered,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop_lint.facts.model import Function
    from freeloop_lint.interpret.calling.calls import Site
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine

_GUESSED = frozenset(
    {"get", "post", "put", "delete", "patch", "head", "options", "websocket", "api_route", "route"}
)

_SIGNALS = {
    "aiohttp.signals.Signal": "aiohttp startup",
    "aiohttp.signals.ResponseSignal": "aiohttp middleware",
}
_BY_CLASS = frozenset({"request endpoint", "aiohttp endpoint", "endpoint", "event handler"})
"""Roles in which a class is handed over for its methods."""
_HANDED_OVER = frozenset({"callback", "background"})
"""Roles of what code hands over while it runs: there it says more where that is."""
_ASGI = ("scope", "receive", "send")
_APPLICATION = "starlette.applications.Starlette"


def guess_route(frame: "Frame", node: Node) -> Value:
    """Take `@something.get("/path")` for a route, `@something.command()` for one, when nothing else is known of it.

    Only as a decorator does this register anything; a call that gets a path and no function goes nowhere.
    """
    func, args = node[1], node[2]
    if func[0] == form.ATTR and func[2] == COMMAND:
        return one(Router(COMMAND))
    if func[0] != form.ATTR or func[2] not in _GUESSED or not args:
        return EMPTY
    first = args[0]
    del frame
    if first[0] == form.CONST and isinstance(first[1], str) and (not first[1] or first[1].startswith("/")):
        return one(Router("websocket" if func[2] == "websocket" else "endpoint"))
    return EMPTY


def _by_method() -> dict[str, list[tuple[str, Way]]]:
    found: dict[str, list[tuple[str, Way]]] = {}
    for name, methods in METHODS.items():
        for method, way in methods.items():
            found.setdefault(method, []).append((name, way))
    return found


_MENTIONED = _by_method()
"""Method → the classes that have it, and what it does there."""


def _way(machine: "Machine", owner: str, method: str) -> Way | None:
    slot = (owner, method)
    if slot not in machine.ways:
        machine.ways[slot] = next(
            (way for name, way in _MENTIONED.get(method, ()) if machine.catalogue.is_a(owner, name)), None
        )
    return machine.ways[slot]


def has(machine: "Machine", owner: str, method: str) -> bool:
    """Claim that an outside class has a method that takes functions."""
    return _way(machine, owner, method) is not None


def on_method(frame: "Frame", item: Method, site: "Site") -> "Value | None":
    """Give what a framework's method returns when it takes a function, else None."""
    if item.name in _MENTIONED:
        way = _way(frame.machine, item.owner, item.name)
        if way is not None:
            return _hand_over(frame, way, site, fastapi=routes.is_application(frame, item.owner)) or None
    if item.name == "append" and isinstance(item.receiver, Obj) and item.receiver.name in _SIGNALS:
        register(frame, site.argument(0), _SIGNALS[item.receiver.name])
    return None


def on_call(frame: "Frame", name: str, site: "Site") -> Value:
    """Register the functions that an outside function or class takes."""
    found = EMPTY
    if name in routes.APPLICATIONS:
        routes.note_response_class(frame, site)
    for way in CALLS.get(name, ()):
        if site.node is not None and name.startswith("litestar.") and _in_thread(site.node):
            continue
        found = join(found, _hand_over(frame, way, site, fastapi=False))
    return found


def _in_thread(node: Node) -> bool:
    """Claim that a Litestar handler asks for the thread pool by `sync_to_thread=True`."""
    return any(name == "sync_to_thread" and value == (form.CONST, True) for name, value in node[3])


def _hand_over(frame: "Frame", way: Way, site: "Site", *, fastapi: bool) -> Value:
    shape, role, slots = way
    if shape == "started":
        for start, place in tuple(frame.summary.starts.items()):
            if start.how == "schedule":
                add_root(frame.machine, start.key, role, place)
        return EMPTY
    answer = routes.read_answer(frame, site) if fastapi and role == "endpoint" else None
    if fastapi:
        routes.note_response_class(frame, site)
    for slot in slots if shape != "bare" else (0,):
        if role in _HANDED_OVER:
            register(frame, site.argument(slot), role, frame.here(site.position))
        else:
            take(frame, site.argument(slot), Router(role, answer))
    return EMPTY if shape == "direct" else one(Router(role, answer))


def take(frame: "Frame", value: Value, router: Router) -> None:
    """Register what a router is handed, and how it says that it answers."""
    register(frame, value, router.role)
    if router.answer is not None:
        routes.note_answer(frame, value, router.answer)


def on_bare_name(frame: "Frame", item: External, value: Value) -> None:
    """Register a function decorated with a framework's function itself."""
    role = BARE.get(frame.machine.catalogue.canonical(item.name))
    if role is not None:
        register(frame, value, role)


def on_bare_decorator(frame: "Frame", item: Method, value: Value) -> None:
    """Register a function decorated with a framework's method itself."""
    way = _way(frame.machine, item.owner, item.name)
    if way is not None:
        register(frame, value, way[1])


def register(frame: "Frame", value: Value, role: str, place: Step | None = None) -> None:
    """Remember a function as a root in a role, and where it is handed over, if that says something."""
    for item in ordered(value):
        _register(frame, item, role, place)


def _register(frame: "Frame", item: Type, role: str, place: Step | None) -> None:
    machine = frame.machine
    if isinstance(item, Func):
        args = tuple(one(Obj(name)) for name in ARGUMENTS.get(role, ()))
        key = Key(item.number, item.env, item.bound, _unannotated(machine, item, args))
        add_root(machine, key, role, place)
        if role == "middleware" and not machine.project.functions[item.number].fact.is_async:
            _register_made(frame, item)
    elif isinstance(item, Lambda):
        _register_lambda(frame, item, role)
    elif isinstance(item, Inst):
        register_method(machine, item.number, ("__call__",), role, place)
    elif isinstance(item, Cls) and role == "middleware":
        register_method(machine, item.number, ("dispatch", "__call__"), role)
    elif isinstance(item, Cls) and role in _BY_CLASS:
        register_method(machine, item.number, ("get", "post", "put", "delete", "patch", "__call__"), role)
    elif isinstance(item, Partial):
        register(frame, item.target, role, place)
    elif isinstance(item, Seq):
        register(frame, item.element, role, place)
    elif isinstance(item, Coro) and item.start is not None:
        add_root(machine, item.start, role, place)


def _register_lambda(frame: "Frame", item: Lambda, role: str) -> None:
    if role == "middleware":
        _register_made(frame, item)
    elif role in SYNC_ON_LOOP:
        frame.machine.lambda_roots.setdefault((item, role), None)


def _register_made(frame: "Frame", factory: Type) -> None:
    """Register the application that a function makes around the one that it is given: middleware as a function."""
    from freeloop_lint.interpret.calling import calls  # noqa: PLC0415 - they call each other

    made = calls.quiet(frame.machine, one(factory), (one(Obj(_APPLICATION)),))
    register(frame, frozenset(item for item in made if _is_application(frame, item)), "application")


def _is_application(frame: "Frame", item: Type) -> bool:
    """Claim that an object is what a server may call: an asynchronous function, or an object of the project."""
    return isinstance(item, Inst) or (
        isinstance(item, Func) and frame.machine.project.functions[item.number].fact.is_async
    )


def note_application(frame: "Frame", item: Func) -> None:
    """Register `async def …(scope, receive, send)`: ASGI calls nothing else so."""
    fact = frame.machine.project.functions[item.number].fact
    if fact.is_async and tuple(param.name for param in fact.params) == _ASGI:
        register(frame, one(item), "application")


def _unannotated(machine: "Machine", item: Func, args: tuple[Value, ...]) -> tuple[Value, ...]:
    """Pass the framework's arguments only where the function does not say better."""
    fact = machine.project.functions[item.number].fact
    params = fact.params[1:] if item.bound is not None else fact.params
    if not args or not params or params[0].annotation is not None or params[0].kind != "p":
        return ()
    return args


def add_root(machine: "Machine", key: Key, role: str, place: Step | None = None) -> None:
    """Add a root once; of several places where it is handed over the first is kept."""
    if machine.roots.setdefault((key, role), place) is None:
        machine.roots[key, role] = place


def register_method(
    machine: "Machine", number: int, names: tuple[str, ...], role: str, place: Step | None = None
) -> None:
    """Register methods of a class, those that it has, as called on an instance of it."""
    for name in _named(machine, number, names):
        member, _ = machine.hierarchy.member(number, name)
        for part in member:
            if isinstance(part, Func):
                func = Func(part.number, part.env, Inst(number))
                args = tuple(one(Obj(item)) for item in ARGUMENTS.get(role, ()))
                key = Key(part.number, part.env, Inst(number), _unannotated(machine, func, args))
                add_root(machine, key, role, place)


def _named(machine: "Machine", number: int, names: tuple[str, ...]) -> "Iterator[str]":
    """Write out which methods a name that ends with `*` means: those of the class itself and its project bases."""
    for name in names:
        if not name.endswith("*"):
            yield name
            continue
        owners = [item for item in machine.hierarchy.order(number) if isinstance(item, int)]
        methods = {method: None for item in owners for method in machine.project.classes[item].methods}
        yield from (method for method in methods if method.startswith(name[:-1]))


def register_classes(machine: "Machine") -> None:
    """Register the methods that frameworks call on subclasses of theirs, and pure ASGI applications."""
    known: dict[tuple[str, ...], list[tuple[tuple[str, ...], str]]] = {}
    for number, bases in tuple(machine.hierarchy.bases.items()):
        outside = machine.hierarchy.outside(number) if bases else ()
        if outside not in known:
            known[outside] = [
                way
                for name, way in CLASS_METHODS.items()
                if any(machine.catalogue.is_a(item, name) for item in outside)
            ]
        for methods, role in known[outside]:
            register_method(machine, number, methods, role)
        if "get_route_handler" in machine.project.classes[number].methods:
            _register_route_handler(machine, number)
        call = machine.project.classes[number].methods.get("__call__")
        if call is not None:
            fact = machine.project.functions[call].fact
            if fact.is_async and [param.name for param in fact.params[1:]] == list(_ASGI):
                register_method(machine, number, ("__call__",), "middleware")


def register_entered(machine: "Machine") -> None:
    """Register what `async with` runs, whoever says it: it does so on a loop."""
    entered = {number for number, ref in enumerate(machine.project.classes) if "__aenter__" in ref.methods}
    for number in tuple(machine.hierarchy.bases) if entered else ():
        if not entered.isdisjoint(machine.hierarchy.order(number)):
            register_method(machine, number, ("__aenter__",), ENTERED)
    for number, ref in enumerate(machine.project.functions):
        if makes_manager(ref.fact) and (ref.cls >= 0 or "." not in ref.fact.qualname):
            bound = None if ref.cls < 0 else Inst(ref.cls)
            add_root(machine, Key(number, machine.module(ref.path), bound), ENTERED)


def makes_manager(fact: "Function") -> bool:
    """Claim that a function is what `async with` enters up to its `yield`, and leaves after it."""
    made = fact.is_async and fact.is_generator
    return made and any(form.last_name(node) == "asynccontextmanager" for node in fact.decorators)


def _register_route_handler(machine: "Machine", number: int) -> None:
    """Register what a route class of the project's own gives as the handler of each of its routes."""
    from freeloop_lint.interpret.calling import calls  # noqa: PLC0415 - they call each other

    member, _ = machine.hierarchy.member(number, "get_route_handler")
    for part in member:
        if isinstance(part, Func):
            frame = machine.scratch()
            bound = Func(part.number, part.env, Inst(number))
            register(frame, calls.quiet(machine, one(bound)), "middleware")
