"""Outside functions that iterate what they are given: at once, or when what they give is iterated in its turn."""

from typing import TYPE_CHECKING, TypeAlias

from freeloop_lint.interpret.calling import calls
from freeloop_lint.interpret.syntax import iteration, turns
from freeloop_lint.program.values import (
    EMPTY,
    LazyMap,
    Obj,
    Seq,
    Tup,
    Value,
    elements,
    join,
    one,
    shallow,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop_lint.facts.form import Node
    from freeloop_lint.interpret.calling.calls import Site
    from freeloop_lint.interpret.frame import Frame

Handler: TypeAlias = "Callable[[Frame, Site], Value]"


def _drive(frame: "Frame", site: "Site", slot: int) -> Value:
    """Iterate one argument, and give its element."""
    label: str | Node = site.label
    if site.node is not None and slot < len(site.node[2]):
        label = site.node[2][slot]
    turns.consume(frame, site.argument(slot), site, called=site.kwargs.get("key", EMPTY))
    return iteration.iterate(frame, site.argument(slot), site.position, label)


def _drive_all(frame: "Frame", site: "Site") -> Value:
    found = EMPTY
    for number in range(len(site.args)):
        found = join(found, _drive(frame, site, number))
    return found


def _into(kind: str, slot: int | None = None) -> Handler:
    """Give what keeps all elements, of one argument or of each."""

    def keep(frame: "Frame", site: "Site") -> Value:
        element = _drive_all(frame, site) if slot is None else _drive(frame, site, slot)
        return one(Seq(kind, shallow(element)))

    return keep


def _made(name: str, slot: int | None = None) -> Handler:
    """Give an object of the named class that is made of all elements."""

    def make(frame: "Frame", site: "Site") -> Value:
        if slot is None:
            _drive_all(frame, site)
        else:
            _drive(frame, site, slot)
        return one(Obj(name))

    return make


def _sorted(frame: "Frame", site: "Site") -> Value:
    return one(Seq("list", shallow(_pick(frame, site))))


def _reversed(_frame: "Frame", site: "Site") -> Value:
    ranges = frozenset(item for item in site.argument(0) if turns.of_range(one(item)))
    return join(ranges, one(Seq("list", shallow(elements(site.argument(0) - ranges)))))


def _pick(frame: "Frame", site: "Site") -> Value:
    element = _drive_all(frame, site)
    calls.call(frame, site.kwargs.get("key", EMPTY), (element,), site.position, site.label)
    return element


def _first(frame: "Frame", site: "Site") -> Value:
    """Give an element that is looked for: the search ends with it."""
    args = [turns.ending_early(value) for value in site.args]
    return _pick(frame, calls.Site(site.position, site.label, args, site.kwargs, site.node))


def _largest(frame: "Frame", site: "Site") -> Value:
    element = _drive(frame, site, 1)
    calls.call(frame, site.kwargs.get("key", site.argument(2)), (element,), site.position, site.label)
    return one(Seq("list", shallow(element)))


def _reduce(frame: "Frame", site: "Site") -> Value:
    element = _drive(frame, site, 1)
    so_far = site.argument(2) or element
    result = calls.call(frame, site.argument(0), (so_far, element), site.position, site.label)
    return join(result, so_far)


def _next(frame: "Frame", site: "Site") -> Value:
    value = turns.ending_early(site.argument(0))
    found = iteration.iterate(frame, value, site.position, site.label)
    return join(found, site.argument(1))


def _dict(frame: "Frame", site: "Site") -> Value:
    pairs = _drive(frame, site, 0)
    found = EMPTY
    for item in pairs:
        found = join(found, item.items[-1] if isinstance(item, Tup) and item.items else one(item))
    for value in site.kwargs.values():
        found = join(found, value)
    return one(Seq("dict", shallow(found)))


def _iter(_frame: "Frame", site: "Site") -> Value:
    return site.argument(0)


def _lazily(
    frame: "Frame", site: "Site", source: Value, element: Value, function: Value = EMPTY, *args: Value
) -> Value:
    """Give what iterates `source`, and calls `function`, for each element that is asked of it."""
    kept = shallow(source)
    if source and not kept:  # nested too deeply to be kept
        iteration.iterate(frame, source, site.position, site.label)
    return one(LazyMap(shallow(element), function, tuple(shallow(part) for part in args), kept))


def _peek(frame: "Frame", value: Value) -> Value:
    """Give the element without running what gives it."""
    return iteration.iterate(frame.machine.scratch(), value, (0, 0, 0, 0), "") if value else EMPTY


def _joined(values: "list[Value]") -> Value:
    found = EMPTY
    for value in values:
        found = join(found, value)
    return found


def _map(frame: "Frame", site: "Site") -> Value:
    sources = list(site.args[1:])
    args = [_peek(frame, source) for source in sources]
    result = calls.quiet(frame.machine, site.argument(0), args)
    made = _lazily(frame, site, _joined(sources), result, site.argument(0), *args)
    return join(made, turns.lazy(max(map(turns.of_range, sources), default=0), ()))


def _starmap(frame: "Frame", site: "Site") -> Value:
    element = _peek(frame, site.argument(1))
    args = next((item.items for item in element if isinstance(item, Tup)), ())
    result = calls.quiet(frame.machine, site.argument(0), args)
    return _lazily(frame, site, site.argument(1), result, site.argument(0), *args)


def _filter(frame: "Frame", site: "Site") -> Value:
    element = _peek(frame, site.argument(1))
    return _lazily(frame, site, site.argument(1), element, site.argument(0), element)


def _accumulate(frame: "Frame", site: "Site") -> Value:
    element = _peek(frame, site.argument(0))
    function = site.argument(1) or site.argument("func")
    return _lazily(frame, site, site.argument(0), element, function, element, element)


def _zip(frame: "Frame", site: "Site") -> Value:
    parts = tuple(shallow(_peek(frame, value)) for value in site.args)
    return _lazily(frame, site, _joined(list(site.args)), shallow(one(Tup(parts))))


def _enumerate(frame: "Frame", site: "Site") -> Value:
    element = one(Tup((one(Obj("int")), shallow(_peek(frame, site.argument(0))))))
    return _lazily(frame, site, site.argument(0), shallow(element))


def _chain(frame: "Frame", site: "Site") -> Value:
    source = _joined(list(site.args))
    return _lazily(frame, site, source, _peek(frame, source))


def _chain_of_all(frame: "Frame", site: "Site") -> Value:
    inner = elements(site.argument(0))
    source = join(site.argument(0), inner)
    return _lazily(frame, site, source, _peek(frame, inner))


def _through(frame: "Frame", site: "Site") -> Value:
    return _lazily(frame, site, site.argument(0), _peek(frame, site.argument(0)))


def _some(frame: "Frame", site: "Site") -> Value:
    source = turns.ending_early(site.argument(0))
    return _lazily(frame, site, source, _peek(frame, source))


_AT_ONCE: dict[str, Handler] = {
    **{f"builtins.{name}": _into("list") for name in ("list", "tuple", "set", "frozenset")},
    **{f"builtins.{name}": _made(name, 0) for name in ("bytes", "bytearray")},
    **{f"builtins.{name}": _pick for name in ("sum", "max", "min")},
    **{f"builtins.{name}": _first for name in ("any", "all")},
    "builtins.reversed": _reversed,
    "builtins.sorted": _sorted,
    "builtins.next": _next,
    "builtins.dict": _dict,
    "builtins.iter": _iter,
    "builtins.range": turns.make_range,
    "functools.reduce": _reduce,
    "collections.Counter": _made("collections.Counter", 0),
    "collections.OrderedDict": _dict,
    "collections.deque": _into("list", 0),
    "array.array": _made("array.array", 1),
    "math.fsum": _made("float", 0),
    "math.prod": _pick,
    "heapq.nlargest": _largest,
    "heapq.nsmallest": _largest,
    "itertools.product": _into("list"),
    "itertools.permutations": _into("list", 0),
    "itertools.combinations": _into("list", 0),
}
_LAZILY: dict[str, Handler] = {
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "itertools.accumulate": _accumulate,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_of_all,
    "itertools.dropwhile": _filter,
    "itertools.filterfalse": _filter,
    "itertools.islice": _some,
    "itertools.starmap": _starmap,
    "itertools.takewhile": _filter,
    "itertools.zip_longest": _zip,
    **{f"itertools.{name}": _through for name in ("batched", "compress", "cycle", "pairwise")},
}
TABLE: dict[str, Handler] = {**_AT_ONCE, **_LAZILY}
