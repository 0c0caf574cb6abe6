"""What stands between an entry and its sink: which of these functions cannot be made async, and what can be written.

Python itself, a cache or a library calls them and awaits nothing: methods with two underscores, properties, functions
under a cache, context managers, lambdas.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop_lint.facts.form import Position
    from freeloop_lint.facts.model import Function
    from freeloop_lint.interpret.summary import Event, Step
    from freeloop_lint.program.project import Project

_MAKERS = frozenset({"__init__", "__new__", "__post_init__", "__call__"})
"""What an ordinary call runs: a thread can be handed it. The last can be made async as any other function."""
_ASYNC_FORMS = {
    "__enter__": "__aenter__",
    "__exit__": "__aexit__",
    "__iter__": "__aiter__",
    "__next__": "__anext__",
}
_CACHES = frozenset({"cache", "lru_cache"})
_PROPERTIES = frozenset({"property", "cached_property", "abstractproperty", "computed_field"})
_ACCESSORS = frozenset({"setter", "deleter"})
_CALL_BACK = frozenset({"filter", "map", "max", "min", "reduce", "sorted"})
"""Functions of Python that call what they are given, and await nothing."""


def is_call(event: "Event", project: "Project") -> bool:
    """Claim that an entry is a call as it is written, which a thread can be handed: no operator, `with` or property."""
    if event.call.startswith("with "):
        return False
    if len(event.chain) == 1:
        last = event.sink.name.rpartition(".")[2]
        return last in _MAKERS or not _is_special(last)
    return is_called(event.chain[1], project)


def is_called(step: "Step", project: "Project") -> bool:
    """Claim that the function of a step runs where a call of it is written."""
    name = step.function.rpartition(".")[2]
    if _is_special(name) or name.startswith("<"):
        return name in _MAKERS
    return not _decorators(_fact(project, step)) & (_PROPERTIES | _ACCESSORS | {"contextmanager"})


def is_in_generator(event: "Event", project: "Project") -> bool:
    """Claim that an entry stands in a generator function."""
    fact = _fact(project, event.chain[0])
    return fact is not None and fact.is_generator


def in_generator(event: "Event", entry: "Function") -> bool:
    """Claim that an entry stands where an `await` makes another thing: a generator expression with one is asynchronous.

    Its first iterable is worked out where it is written.
    """
    return any(
        form.within(event.position, span) and not form.within(event.position, first)
        for span, first in _generators(entry)
    )


@lru_cache(1024)
def _generators(entry: "Function") -> "tuple[tuple[Position, Position], ...]":
    """List the generator expressions of a function: where each is, and where its first iterable is."""
    return tuple(
        (node[4], node[2][0][4]) for node in walk(entry.body) if node[:2] == (form.COMPREHENSION, "generator")
    )


def in_class_body(event: "Event", entry: "Function", project: "Project") -> bool:
    """Claim that an entry stands in the body of a class in its function, where nothing can be awaited."""
    if not entry.nests:
        return False
    inside = f"{entry.qualname}."
    classes = project.files[event.chain[0].path].classes
    bodies = [one.body for one in classes if one.qualname.startswith(inside)]
    return any(node[0] == form.CALL and node[4] == event.position for node in walk(tuple(bodies)))


def made_async(event: "Event", project: "Project", end: int | None = None) -> str:
    """Say what becomes of the functions between, so that the sink can be awaited; empty where nothing can.

    `end` is the place in the chain of the function whose call is to be awaited, where that is not the sink.
    """
    if event.call.removesuffix("(...)").rpartition(".")[2] in _CALL_BACK:
        return ""
    steps = event.chain[1:end]
    for step in steps:
        said = _instead(step.function.rpartition(".")[2], _decorators(_fact(project, step)))
        if said:
            return said
    names = list(dict.fromkeys(_named(steps)))
    return "make the helpers async" if len(names) > 1 else f"make `{names[0]}` async"


def _named(steps: "Sequence[Step]") -> "list[str]":
    return [step.function.rpartition(".")[2] for step in steps]


def _instead(name: str, decorators: frozenset[str]) -> str:  # noqa: PLR0911 - one answer per kind
    """Say what to write in place of a function that cannot simply become async; empty where it can."""
    if name.startswith("<"):
        return "write an async function in place of the lambda"
    if accessor := decorators & _ACCESSORS:
        return f"write an async method in place of the {min(accessor)} of `{name}`"
    if decorators & _PROPERTIES:
        return f"write an async method in place of the property `{name}`"
    if "contextmanager" in decorators:
        return f"make `{name}` an `@asynccontextmanager`"
    if decorators & _CACHES:
        return f"make `{name}` async under `async_lru.alru_cache`"
    if name in _ASYNC_FORMS:
        return f"write `{_ASYNC_FORMS[name]}` in place of `{name}`"
    if name == "__call__" or not _is_special(name):
        return ""
    return f"write an async {'factory' if name in _MAKERS else 'method'} in place of `{name}`"


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def number_of(project: "Project", step: "Step") -> int:
    """Find the function of a step: of several of one name, as the parts of a property are, the one around its line.

    It is -1 for the top of a module and for a lambda.
    """
    facts = project.files.get(step.path)
    around = [
        place
        for place, fact in enumerate(facts.functions if facts is not None else ())
        if fact.qualname == step.function and fact.line <= step.line
    ]
    return project.first_function[step.path] + around[-1] if around else -1


def _fact(project: "Project", step: "Step") -> "Function | None":
    number = number_of(project, step)
    return project.functions[number].fact if number >= 0 else None


def _decorators(fact: "Function | None") -> frozenset[str]:
    """Name the decorators of a function, without what they are attributes of and without arguments."""
    if fact is None:
        return frozenset()
    called = (node[1] if node[0] == form.CALL else node for node in fact.decorators)
    return frozenset(form.last_name(node) for node in called)
