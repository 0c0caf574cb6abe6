"""Outside functions whose meaning is more than a result type: kept in code because data cannot say it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from freeloop_lint.contexts import frameworks, models
from freeloop_lint.facts import form
from freeloop_lint.interpret import beside
from freeloop_lint.interpret.calling import calls, consumers, outside
from freeloop_lint.interpret.names import attributes
from freeloop_lint.interpret.names.annotations import instance_of
from freeloop_lint.interpret.syntax import targets
from freeloop_lint.program.values import (
    ANY_THREAD,
    EMPTY,
    Cls,
    Coro,
    External,
    Func,
    Inst,
    Module,
    Obj,
    Offloaded,
    Partial,
    Returns,
    Seq,
    Super,
    Text,
    Tup,
    Value,
    elements,
    join,
    one,
    ordered,
    shallow,
)

if TYPE_CHECKING:
    from freeloop_lint.interpret.calling.calls import Site
    from freeloop_lint.interpret.frame import Frame


def _getattr(frame: "Frame", site: "Site") -> Value:
    found = site.argument(2)
    for item in site.argument(1):
        if isinstance(item, Text):
            found = join(found, attributes.get(frame, site.argument(0), item.value, site.position))
        elif item == attributes.SAME_NAME:
            found = join(found, one(Obj(attributes.SAME_NAME.name, (shallow(site.argument(0)),))))
    return found


def _import_module(frame: "Frame", site: "Site") -> Value:
    found = EMPTY
    for item in site.argument(0):
        if isinstance(item, Text):
            where = frame.machine.project.modules.absolute(item.value, frame.path)
            found = join(found, one(External(item.value) if where is None else Module(where)))
    return found


def _setattr(frame: "Frame", site: "Site") -> Value:

    node = site.node
    if node is not None and len(node[2]) > 2 and node[2][1][0] == form.CONST:  # noqa: PLR2004 - setattr(x, name, value)
        targets.write_attribute(frame, site.argument(0), str(node[2][1][1]), site.argument(2))
    return EMPTY


def _super(frame: "Frame", _site: "Site") -> Value:
    if frame.cls < 0 or frame.bound is None:
        return EMPTY
    return one(Super(frame.cls, frame.bound))


def _type(_frame: "Frame", site: "Site") -> Value:
    found = EMPTY
    for item in site.argument(0):
        if isinstance(item, Inst):
            found = join(found, one(Cls(item.number)))
        elif isinstance(item, Obj):
            found = join(found, one(External(item.name)))
    return found


def _partial(_frame: "Frame", site: "Site") -> Value:
    if not site.argument(0):
        return EMPTY
    kwargs = tuple((name, shallow(value)) for name, value in site.kwargs.items())
    return one(Partial(site.argument(0), tuple(map(shallow, site.args[1:])), kwargs))


def _identity(_frame: "Frame", site: "Site") -> Value:
    return site.argument(0)


def _wraps(_frame: "Frame", _site: "Site") -> Value:
    return one(External("freeloop.identity"))


def _gather(frame: "Frame", site: "Site") -> Value:

    parts: list[Value] = []
    for value in site.args:
        outside.schedule(frame, value, site.position)
        beside.end(frame, value)
        parts.append(shallow(_result(value)))
    starred = site.node is not None and any(node[0] == form.STAR for node in site.node[2])
    joined = EMPTY
    for part in parts if starred else ():
        joined = join(joined, part)
    result = one(Seq("list", joined)) if starred else shallow(one(Tup(tuple(parts))))
    made = one(Coro(result))
    if not site.awaited:
        beside.begin(frame, made)
    return made


def _result(value: Value) -> Value:
    found = EMPTY
    for item in value:
        if isinstance(item, Coro):
            found = join(found, item.result)
    return found


def _cast(frame: "Frame", site: "Site") -> Value:
    declared = EMPTY
    for item in site.argument(0):
        declared = join(declared, instance_of(frame.machine, item))
    return declared or site.argument(1)


def _depends(frame: "Frame", site: "Site") -> Value:
    target = site.argument(0) or site.kwargs.get("dependency", EMPTY)
    result = EMPTY
    for item in target:
        frameworks.register(frame, one(item), "dependency")
        for made in calls.quiet(frame.machine, one(item)):
            if isinstance(made, Coro):
                result = join(result, made.result)
            else:
                yields = elements(one(made)) if type(made).__name__ == "Gen" else EMPTY
                result = join(result, yields or one(made))
    return one(Returns(shallow(result), target))


def _async_wrapper(_frame: "Frame", site: "Site") -> Value:
    return one(Offloaded(site.argument(0))) if site.argument(0) else one(External("freeloop.offloader"))


def _asyncio_run(frame: "Frame", site: "Site") -> Value:
    for item in site.argument(0):
        if isinstance(item, Coro) and item.start is not None:
            frameworks.add_root(frame.machine, item.start, "main")
    return _result(site.argument(0))


def _threadsafe(frame: "Frame", site: "Site") -> Value:
    """Run a coroutine on the loop for a thread; one that a thread has made for itself serves nobody else."""
    name = "asyncio.run_coroutine_threadsafe"
    entry = frame.machine.catalogue.function(name)
    made = EMPTY if entry is None else outside.apply(frame, entry, name, site, None)
    loops = site.argument(1) or site.argument("loop")
    if not any(isinstance(item, Obj) and item.args for item in loops):
        handed = frozenset(item for item in site.argument(0) if isinstance(item, Coro))
        frameworks.register(frame, handed, "background", frame.here(site.position))
    return made


def _flavoured(flavour: str) -> "Callable[[Frame, Site], Value]":
    """Give what `staticmethod(f)` and its like make of a function."""

    def make(_frame: "Frame", site: "Site") -> Value:
        return frozenset(
            item._replace(flavour=flavour) if isinstance(item, Func) else item for item in site.argument(0)
        )

    return make


def _isolate(_frame: "Frame", _site: "Site") -> Value:
    return EMPTY


def _sessionmaker(name: str) -> "Callable[[Frame, Site], Value]":
    """Give a factory of the sessions that `class_=` names, else of the library's own."""

    def make(frame: "Frame", site: "Site") -> Value:
        made = EMPTY
        for item in site.kwargs.get("class_", EMPTY):
            made = join(made, instance_of(frame.machine, item))
        if made == one(Obj(_ASYNC_SESSION)):
            return one(Obj("sqlalchemy.ext.asyncio.async_sessionmaker"))
        return one(Returns(made)) if made else one(Obj(name))

    return make


def _pydantic(name: str) -> "Callable[[Frame, Site], Value]":
    """Give an object that keeps the function it is made with."""

    def make(_frame: "Frame", site: "Site") -> Value:
        return one(Obj(name, (shallow(site.argument(0) or site.argument("func")),)))

    return make


def _asks(kind: str, *names: str) -> "Callable[[Frame, Site], Value]":
    """Give a built-in function that calls a method of what it is given, the first of those that there are."""

    def ask(frame: "Frame", site: "Site") -> Value:
        for item in ordered(site.argument(0)):
            if isinstance(item, Inst):
                name = next((n for n in names if frame.machine.hierarchy.member(item.number, n)[0]), names[0])
                calls.call_method(frame, item, name, site.position, site.label)
        return one(Obj(kind))

    return ask


def _sqlite(frame: "Frame", site: "Site") -> Value:
    entry = frame.machine.catalogue.function("sqlite3.connect")
    made = EMPTY if entry is None else outside.apply(frame, entry, "sqlite3.connect", site, None)
    shared = site.node is not None and ("check_same_thread", (form.CONST, False)) in site.node[3]
    return one(Obj("sqlite3.Connection", ANY_THREAD)) if shared else made


_ASYNC_SESSION = "sqlalchemy.ext.asyncio.AsyncSession"

TABLE: dict[str, Callable[["Frame", "Site"], Value]] = {
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.super": _super,
    "builtins.len": _asks("int", "__len__"),
    "builtins.str": _asks("str", "__str__", "__repr__"),
    "builtins.repr": _asks("str", "__repr__"),
    "builtins.bool": _asks("bool", "__bool__", "__len__"),
    "builtins.int": _asks("int", "__int__"),
    "builtins.float": _asks("float", "__float__"),
    "builtins.hash": _asks("int", "__hash__"),
    "builtins.type": _type,
    "builtins.isinstance": _isolate,
    "importlib.import_module": _import_module,
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "freeloop.identity": _identity,
    "freeloop.offloader": _async_wrapper,
    "asyncio.gather": _gather,
    "asyncio.run": _asyncio_run,
    "uvloop.run": _asyncio_run,
    "asyncio.run_coroutine_threadsafe": _threadsafe,
    "builtins.property": _flavoured("property"),
    "builtins.staticmethod": _flavoured("static"),
    "builtins.classmethod": _flavoured("class"),
    "sqlite3.connect": _sqlite,
    "typing.cast": _cast,
    "fastapi.Depends": _depends,
    "fastapi.Security": _depends,
    "sqlalchemy.orm.sessionmaker": _sessionmaker("sqlalchemy.orm.sessionmaker"),
    "sqlalchemy.ext.asyncio.async_sessionmaker": _sessionmaker("sqlalchemy.ext.asyncio.async_sessionmaker"),
    **{
        f"pydantic{module}.{name}": _pydantic(f"pydantic.{name}")
        for names, module in (
            (models.CHECKERS | models.ENCODERS, ""),
            (models.CHECKERS, ".functional_validators"),
            (models.ENCODERS, ".functional_serializers"),
        )
        for name in sorted(names)
    },
    "asgiref.sync.sync_to_async": _async_wrapper,
    "asyncer.asyncify": _async_wrapper,
    "starlette.concurrency.async_wrap": _async_wrapper,
    **consumers.TABLE,
}
