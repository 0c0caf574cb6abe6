"""List what runs on the loop: the roots of each role, and every coroutine that one of those starts."""

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from freeloop_lint.contexts import frameworks
from freeloop_lint.contexts.reach import STARTERS, Named, Reach
from freeloop_lint.contexts.tables import COMMAND, ENTERED, SYNC_ON_LOOP
from freeloop_lint.interpret import beside
from freeloop_lint.interpret.calling import calls
from freeloop_lint.interpret.summary import Start, Step, Summary
from freeloop_lint.program.values import Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from freeloop_lint.interpret.machine import Machine

START_UP = frozenset({"startup", "lifespan", "aiohttp startup", "sanic startup", "main"})
"""Roles before (or after) serving: what they schedule runs while serving, what they await does not. Of `main()`,
what follows the start of something that runs beside it, a task or a server, keeps that waiting."""
MAIN = "main"
_SPARED = "only tasks that `main()` has started wait"
CONTEXTS = {
    "request endpoint": "endpoint",
    "aiohttp endpoint": "endpoint",
    "aiohttp middleware": "middleware",
    "sanic endpoint": "endpoint",
    "sanic middleware": "middleware",
    "litestar handler": "endpoint",
    "loop handler": "endpoint",
    "loop middleware": "middleware",
    "loop dependency": "dependency",
    "loop exception handler": "exception_handler",
    "exception handler": "exception_handler",
    "aiohttp startup": "startup",
    "sanic startup": "startup",
    "application": "middleware",
    "background": "background_task",
    "async task": "background_task",
    "loop task": "background_task",
    "event handler": "event_handler",
    "loop event handler": "event_handler",
    "telegram handler": "event_handler",
}


NOWHERE = -1
"""Number of what is no function of the project."""
POOL = "pool"
"""Context of what a rule has to say about a `def` endpoint."""
MODULE, SET_UP = "module", "set_up"
"""Contexts of what it has to say about how the application is put together, at the top of a module or in a function."""
ENDPOINTS = frozenset({"endpoint", "request endpoint"})
"""Roles in which a `def` answers a request in the thread pool: of what runs there, rules ask about these."""
PER_REQUEST = ENDPOINTS | {"dependency"}
"""Roles in which a `def` runs in the thread pool once for each request: what it loads, each request loads."""


HANDED_OVER = frozenset({"callback", "background_task"})
"""Contexts of what the loop runs later, because something has handed it over."""


class Origin(NamedTuple):
    """How something comes to run on the loop: the root that leads to it, what that is, and who starts it.

    `step` is where it is awaited, scheduled or handed over; a framework starts what has none.
    """

    root: Step
    context: str
    step: Step | None = None


class Running(NamedTuple):
    """A function that runs on the loop, and why; `spared` says why it counts a class less than what it costs.

    A lambda that is a root has no `origin`.
    """

    key: "Key"
    context: str
    summary: Summary
    origin: Origin | None = None
    spared: str = ""


class _Arrival(NamedTuple):
    """A function that waits for its turn in the walk."""

    key: "Key"
    context: str
    origin: Origin


class Pooled(NamedTuple):
    """A plain `def` that a framework runs in its thread pool."""

    key: "Key"
    role: str
    summary: Summary


def collect(
    machine: "Machine", *, all_coroutines: bool, pooled_too: bool = False, loads_too: bool = False
) -> tuple[list[Running], list[Pooled]]:
    """Run every root to the fixed point, then walk from roots to the coroutines they start.

    What runs in the pool is run here only when it may schedule something on the loop; with `pooled_too`, endpoints are,
    with `loads_too` those that may load something.
    """
    _run_roots(machine, all_coroutines=all_coroutines, pooled_too=pooled_too, loads_too=loads_too)
    pooled: dict[Key, str] = {}
    queue: deque[_Arrival] = deque()
    mains: dict[Key, tuple[_Arrival, str]] = {}
    late: deque[_Arrival] = deque()
    entered: deque[_Arrival] = deque()
    for (key, role), place in machine.roots.items():
        fact = machine.project.functions[key.number].fact
        root = _root(machine, key, role, place)
        if role == COMMAND:
            continue
        if role == ENTERED:
            entered.extend(_scheduled_in(machine, _awaited_by(machine, root)))
            continue
        if role in START_UP:
            chain = list(_awaited_by(machine, root))
            queue.extend(_scheduled_in(machine, chain))
            if role == MAIN:
                serves = any(beside.nameless(machine.summary(below.key)) for below in chain)
                (queue if serves else late).extend(_late(machine, chain))
                for below in chain:
                    mains.setdefault(below.key, (below, "" if serves else _SPARED))
        elif fact.is_async or role in SYNC_ON_LOOP:
            queue.append(root)
        else:
            pooled.setdefault(key, role)
    if all_coroutines:
        queue.extend(_root(machine, key, "coroutine") for key in _all_async(machine))
    lambdas = list(_lambdas(machine))
    for each in lambdas:
        queue.extend(_started(machine, each.summary, each.context))
    running = _reached(machine, queue, {})
    running |= _reached(machine, entered, running)
    spared = _reached(machine, late, running)
    on_loop = [
        *(Running(key, at.context, machine.summary(key), at.origin) for key, at in running.items()),
        *lambdas,
        *(Running(key, at.context, machine.summary(key), at.origin, _SPARED) for key, at in spared.items()),
    ]
    on_loop += [
        Running(key, at.context, machine.summary(key).late(), at.origin, why)
        for key, (at, why) in mains.items()
        if key not in running and key not in spared
    ]
    return on_loop, [Pooled(key, role, machine.memo.get(key, Summary())) for key, role in pooled.items()]


def _lambdas(machine: "Machine") -> "Iterator[Running]":
    """Give the lambdas that something calls on the loop."""
    for (_, role), summary in machine.lambda_roots.items():
        if summary is not None:
            yield Running(Key(NOWHERE), CONTEXTS.get(role, role), summary)


def _root(machine: "Machine", key: "Key", role: str, place: Step | None = None) -> _Arrival:
    ref = machine.project.functions[key.number]
    context = CONTEXTS.get(role, role)
    return _Arrival(key, context, Origin(Step(ref.path, ref.fact.line, ref.fact.qualname), context, place))


def _reached(
    machine: "Machine", queue: "deque[_Arrival]", known: "Mapping[Key, _Arrival]"
) -> "dict[Key, _Arrival]":
    """Walk to all that starts from a queue, but for what is known already: what is nearer to a root comes first.

    Who makes a coroutine comes before one that is handed it: what is kept on an object is handed to whoever looks.
    """
    handed: deque[_Arrival] = deque()
    starting = {key for key, role in machine.roots if role in START_UP and role != MAIN}
    found: dict[Key, _Arrival] = {}
    while queue or handed:
        at = (queue or handed).popleft()
        if at.key in known or at.key in found or (at.key in starting and at.context == "coroutine"):
            continue
        found[at.key] = at
        summary = machine.summary(at.key)
        for each in _started(machine, summary, at.origin.context, at.origin.root):
            made = Start(each.key, "call") in summary.starts
            (queue if made else handed).append(each)
    return found


def _started(
    machine: "Machine", summary: Summary, context: str, root: Step | None = None
) -> "Iterator[_Arrival]":
    """Give the coroutines that something on the loop starts; without a root, of a lambda, that is where it does."""
    for start, step in summary.starts.items():
        # It is made first, which is a start as well.
        scheduled = summary.starts.get(start._replace(how="schedule"))
        told = _context_of(machine, start.key, scheduled=scheduled is not None)
        yield _Arrival(start.key, told, Origin(root or step, context, scheduled or step))


def _run_lambdas(machine: "Machine") -> None:
    """Run lambdas that something calls on the loop: they have no function of their own to be known by."""
    for (item, role), known in list(machine.lambda_roots.items()):
        if known is None:
            _, summary = calls.run_lambda(machine, item)
            summary.offloads = {}
            machine.lambda_roots[item, role] = summary


def _scheduled_in(machine: "Machine", chain: "Iterable[_Arrival]") -> "Iterator[_Arrival]":
    """Give what a start-up function, or a coroutine that it awaits, schedules: that outlives the start-up."""
    for at in chain:
        for start, step in machine.summary(at.key).starts.items():
            if start.how == "schedule":
                yield _Arrival(start.key, "background_task", at.origin._replace(step=step))


def _late(machine: "Machine", chain: "list[_Arrival]") -> "Iterator[_Arrival]":
    """Give what `main()` awaits beside something that it has started."""
    for at in chain:
        for start, step in machine.summary(at.key).starts.items():
            if start.how == "late":
                yield _Arrival(start.key, _context_of(machine, start.key), at.origin._replace(step=step))


def _awaited_by(machine: "Machine", root: _Arrival) -> "Iterator[_Arrival]":
    """Give a function, and all coroutines that it, or one of those, makes or schedules."""
    queue, seen = deque([root]), {root.key}
    while queue:
        at = queue.popleft()
        yield at
        for start, step in machine.summary(at.key).starts.items():
            if start.key not in seen:
                seen.add(start.key)
                queue.append(_Arrival(start.key, "awaited", at.origin._replace(step=step)))


def _context_of(machine: "Machine", key: "Key", *, scheduled: bool = False) -> str:
    fact = machine.project.functions[key.number].fact
    if fact.is_generator:
        return "context_manager" if frameworks.makes_manager(fact) else "async_generator"
    return "background_task" if scheduled else "awaited"


def _run_roots(machine: "Machine", *, all_coroutines: bool, pooled_too: bool, loads_too: bool) -> None:
    """Run roots, which may register further ones, until there are none and nothing changes."""
    done, classes = 0, len(machine.hierarchy.bases)
    named = Named(machine.project)
    starters = Reach(named, STARTERS)
    loads = machine.catalogue.last_names("load", named.libraries if loads_too else ())
    loaders = Reach(named, loads)
    if all_coroutines:
        for key in _all_async(machine):
            machine.summary(key)
    while done < len(machine.roots) or None in machine.lambda_roots.values():
        for key, role in list(machine.roots)[done:]:
            done += 1
            fact = machine.project.functions[key.number].fact
            loading = loads_too and role in PER_REQUEST and loaders.reaches(key.number)
            asked = loading or (pooled_too and role in ENDPOINTS)
            run = asked or fact.is_async or fact.schedules
            leads = role == COMMAND and starters.reaches(key.number)
            if run or leads or role in SYNC_ON_LOOP or role in START_UP:
                machine.summary(key)
            else:
                machine.declare(key)
        machine.settle()
        _run_lambdas(machine)
        _run_starts(machine)
        machine.settle()
        if len(machine.hierarchy.bases) > classes:  # a function that ran defines classes
            classes = len(machine.hierarchy.bases)
            frameworks.register_classes(machine)


def _run_starts(machine: "Machine") -> None:
    """Run what coroutines start: awaited functions have been run for their result, scheduled ones maybe not."""
    while True:
        waiting = {start.key: None for summary in list(machine.memo.values()) for start in summary.starts}
        fresh = [key for key in waiting if key not in machine.memo]
        if not fresh:
            return
        for key in fresh:
            machine.summary(key)


def _all_async(machine: "Machine") -> "list[Key]":
    from freeloop_lint.program.values import Inst  # noqa: PLC0415 - values only, at run time here

    found: list[Key] = []
    for number, ref in enumerate(machine.project.functions):
        if ref.fact.is_async and (ref.cls >= 0 or "." not in ref.fact.qualname):
            bound = Inst(ref.cls) if ref.cls >= 0 else None
            found.append(Key(number, machine.module(ref.path), bound))
    return found
