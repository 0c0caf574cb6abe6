"""Abstract values: what a name may hold, as a set of types. The empty set is "not known".

Types are tuples because they are made, hashed and compared by the million, and a tuple does so in C (made in a third
of the time of a frozen dataclass, compared in a sixth; CPython 3.11). `tag` keeps kinds with equal fields apart.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from freeloop_lint.program.order import rank

if TYPE_CHECKING:
    from collections.abc import Iterable

Value: TypeAlias = "frozenset[Type]"
EMPTY: "Value" = frozenset()

WIDTH = 32
"""A value of more types than this is cut, in a stable order. Arbitrary; wider ones are registries of everything."""
DEPTH = 3
"""Containers nested deeper are forgotten. Arbitrary; recursion over a growing container must end."""
KEPT = 1 << 16
"""Values whose order and depth are remembered. Arbitrary; a program of 270 kLOC has some 20 000."""


class Module(NamedTuple):
    """A file of the project, or a folder with a trailing slash, imported."""

    path: str
    tag: int = 1


class Imported(NamedTuple):
    """A name imported from a project file, looked up when it is used: cycles and later writes come right."""

    path: str
    name: str
    tag: int = 2


class External(NamedTuple):
    """Something outside the project by its dotted name: module, function, class or unknown."""

    name: str
    tag: int = 3


class Func(NamedTuple):
    """A project function; `env` names the scope it closes over, `bound` is the receiver of a bound method.

    `flavour` is what a decorator made of it: "" (plain), "static", "class", "property", "cached property",
    "once", "context", "async context", "offload".
    """

    number: int
    env: int = -1
    bound: "Type | None" = None
    flavour: str = ""
    tag: int = 4


class Lambda(NamedTuple):
    """A lambda expression, by its number in the machine's table."""

    number: int
    tag: int = 5


class Cls(NamedTuple):
    """A project class itself."""

    number: int
    tag: int = 6


class Inst(NamedTuple):
    """An instance of a project class."""

    number: int
    tag: int = 7


class Obj(NamedTuple):
    """An instance of a class outside the project; `args` are its element types.

    `number` is the value of a number written in the source, which says what `sleep(0.01)` costs.
    """

    name: str
    args: tuple["Value", ...] = ()
    number: float | None = None
    tag: int = 8


class Method(NamedTuple):
    """A method of an outside class, bound to a receiver."""

    owner: str
    name: str
    receiver: "Type | None" = None
    tag: int = 9


class Text(NamedTuple):
    """A literal string that may name a module or an attribute."""

    value: str
    tag: int = 10


class Coro(NamedTuple):
    """A coroutine or other awaitable; `start` is the project function that awaiting it runs."""

    result: "Value"
    start: "Key | None" = None
    tag: int = 11


class Gen(NamedTuple):
    """A generator of a project function: iterating it runs the body."""

    element: "Value"
    start: "Key"
    is_async: bool = False
    tag: int = 12


class LazyIter(NamedTuple):
    """An outside iterator whose work is done while it is iterated; `entry` names its catalogue entry."""

    element: "Value"
    entry: str
    tag: int = 13


class LazyMap(NamedTuple):
    """`map` and its like: iterating it iterates `source`, calls `function` with `args`, and gives `element`."""

    element: "Value"
    function: "Value" = EMPTY
    args: tuple["Value", ...] = ()
    source: "Value" = EMPTY
    tag: int = 14


class Seq(NamedTuple):
    """A list, set, dict (its values) or iterator of known elements."""

    kind: str
    element: "Value"
    tag: int = 15


class Tup(NamedTuple):
    """A tuple of known parts."""

    items: tuple["Value", ...]
    tag: int = 16


class Partial(NamedTuple):
    """`functools.partial` of something, with the arguments that it already has."""

    target: "Value"
    args: "tuple[Value, ...]" = ()
    kwargs: "tuple[tuple[str, Value], ...]" = ()
    tag: int = 17


class Returns(NamedTuple):
    """A harmless callable whose result is known; `by` is the dependency that gives it, where one does."""

    result: "Value"
    by: "Value" = EMPTY
    tag: int = 18


class Answer(NamedTuple):
    """How a route answers.

    `model`: "given", "none" for an explicit None, or "" when its decorator says nothing. `response_class`: its full
    name, "" when the route keeps the default, "?" when it cannot be told.
    """

    model: str = ""
    response_class: str = ""


class Router(NamedTuple):
    """What `@app.get(...)` evaluates to: handing it a function registers that in `role`.

    `answer` is what it says of the answer, where that matters (`contexts.routes`).
    """

    role: str
    answer: Answer | None = None
    tag: int = 19


class Offloaded(NamedTuple):
    """A callable that runs its target in another thread and gives an awaitable."""

    target: "Value"
    tag: int = 20


class Super(NamedTuple):
    """`super()` in a method of a class."""

    cls: int
    receiver: "Type"
    tag: int = 21


class Key(NamedTuple):
    """A function together with what its summary depends on: scope, receiver, arguments."""

    number: int
    env: int = -1
    bound: "Type | None" = None
    args: "tuple[Value, ...]" = ()


Type: TypeAlias = (
    Module
    | Imported
    | External
    | Func
    | Lambda
    | Cls
    | Inst
    | Obj
    | Method
    | Text
    | Coro
    | Gen
    | LazyIter
    | LazyMap
    | Seq
    | Tup
    | Partial
    | Returns
    | Router
    | Offloaded
    | Super
)


_HOLDERS = (Seq, Gen, LazyIter, LazyMap)
"""A tuple, because `A | B` is made anew each time that it is written in a function."""


LAZY = (Gen, LazyIter, LazyMap)
"""What does its work while it is iterated."""


@lru_cache(KEPT)
def depth(value: "Value") -> int:
    """Nesting depth of containers in a value."""
    deepest = 0
    for item in value:
        if isinstance(item, _HOLDERS):
            deepest = max(deepest, 1 + depth(item.element))
            if isinstance(item, LazyMap):
                deepest = max(deepest, 1 + depth(item.source))
        elif isinstance(item, Tup):
            deepest = max(deepest, 1 + max((depth(part) for part in item.items), default=0))
        elif isinstance(item, Coro | Returns):
            deepest = max(deepest, 1 + depth(item.result))
        elif isinstance(item, Obj):
            deepest = max(deepest, max((1 + depth(part) for part in item.args), default=0))
        elif isinstance(item, Partial | Offloaded):
            deepest = max(deepest, 1 + depth(item.target))
            if isinstance(item, Partial):
                given = (*item.args, *(value for _, value in item.kwargs))
                deepest = max(deepest, max((1 + depth(value) for value in given), default=0))
    return deepest


def shallow(value: "Value") -> "Value":
    """Give the value itself when it may be put into a container, else the empty value."""
    return value if not value or depth(value) < DEPTH else EMPTY


def join(first: "Value", second: "Value") -> "Value":
    """Union, cut to a bounded width."""
    if not second or first is second:
        return first
    if not first:
        return second
    both = first | second
    if len(both) > WIDTH:
        return frozenset(sorted(both, key=rank)[:WIDTH])
    return both


def ordered(value: "Value") -> "Iterable[Type]":
    """List types in an order that does not depend on hashing: which comes first must not differ between runs."""
    return value if len(value) < 2 else _sorted(value)  # noqa: PLR2004 - one has one order


@lru_cache(KEPT)
def _sorted(value: "Value") -> "tuple[Type, ...]":
    return tuple(sorted(value, key=rank))


def unnumbered(value: "Value") -> "Value":
    """Forget which numbers a value holds: places written from everywhere would change with each of them."""
    for item in value:
        if isinstance(item, Obj) and item.number is not None:
            break
    else:
        return value
    return frozenset(Obj(item.name, item.args) if isinstance(item, Obj) else item for item in value)


def one(item: Type) -> "Value":
    """Give the value of exactly one type."""
    return frozenset((item,))


ANY_THREAD: tuple["Value", ...] = (one(Obj("freeloop.AnyThread")),)
"""Elements of an object that threads may share although its class does not let them: `check_same_thread=False`."""


def is_shared(item: Type | None) -> bool:
    """Claim that an object is one of those."""
    return isinstance(item, Obj) and item.args == ANY_THREAD


@lru_cache(KEPT)
def instance(number: int) -> "Value":
    """Give an instance of a project class: the same value each time, which is compared at once."""
    return one(Inst(number))


@lru_cache(KEPT)
def thing(name: str) -> "Value":
    """Give an instance of an outside class of which no more is known."""
    return one(Obj(name))


@lru_cache(KEPT)
def imported(path: str, name: str) -> "Value":
    """Give what `from … import name` binds."""
    return one(Imported(path, name))


@lru_cache(KEPT)
def method(owner: str, name: str, receiver: Type) -> "Value":
    """Give a method of an outside class, bound to a receiver."""
    return one(Method(owner, name, receiver))


def elements(value: "Value") -> "Value":
    """Join what iterating or indexing the known containers gives."""
    found = EMPTY
    for item in value:
        if isinstance(item, _HOLDERS):
            found = join(found, item.element)
        elif isinstance(item, Tup):
            for part in item.items:
                found = join(found, part)
        elif isinstance(item, Obj) and item.args:
            found = join(found, item.args[-1])
    return found
