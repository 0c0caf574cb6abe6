"""Say in one line where a function runs, and what leads there: the endpoint, say, and who awaits it."""

from collections.abc import Callable

from freeloop_lint.findings import Finding
from freeloop_lint.rules.sentence import ENOUGH, SHORTEST_CALL, short

WIDEST = 116
"""Characters of the line: 120, less what a report puts before it. Arbitrary: a terminal of a split screen."""
_ELSEWHERE = {
    "pool": "runs in the thread pool",
    "module": "runs at import",
    "set_up": "sets the application up",
}
"""What is said of functions that do not run on the loop, by context."""
_STARTED = {
    "awaited": "by",
    "async_generator": "made by",
    "background_task": "started by",
    "callback": "handed over by",
    "context_manager": "made by",
}


def way(finding: Finding) -> str:
    """Name the function and why it runs where it does; names and paths lose their beginnings where room is short.

    Where that is not enough, what starts it loses its place, and is left out in the end.
    """
    said = ""
    for told in _WHOLE, _NAMED, _NOTHING:
        for name, path in _FORMS if told is _WHOLE else _FORMS[_SHORT:]:
            said = f"`{name(finding.function)}` {_where(finding, name, path, told)}"
            if len(said) <= WIDEST:
                return said
    return f"{said[: WIDEST - 1]}…"


def _where(finding: Finding, name: Callable[[str], str], path: Callable[[str], str], told: str) -> str:
    known = _ELSEWHERE.get(finding.context)
    step, entry = finding.started, finding.entry
    if known is not None or step is None:
        return known or _context(finding.context)
    by = told.format(_STARTED[finding.context], name(step.function), f"{path(step.path)}:{step.line}")
    said = f"{_context(finding.context)}{by}"
    if (entry.path, entry.function) == (finding.path, finding.function):
        return said
    if (entry.path, entry.function) != (step.path, step.function):
        said += f", from `{name(entry.function)}` ({path(entry.path)}:{entry.line})"
    return f"{said}, {entry.context.replace('_', ' ')}"


def _context(context: str) -> str:
    return f"runs on the loop: {context.replace('_', ' ')}"


def _method(name: str) -> str:
    return name.rpartition(".")[2]


def _words(name: str) -> str:
    return short(_method(name), ENOUGH)


def _word(name: str) -> str:
    return short(_method(name), SHORTEST_CALL)


def _last(parts: int) -> Callable[[str], str]:
    """Give what writes the last parts of a path."""

    def shorten(path: str) -> str:
        cut = path.split("/")[-parts:]
        return path if path.count("/") < parts else "/".join(("…", *cut))

    return shorten


_FORMS: tuple[tuple[Callable[[str], str], Callable[[str], str]], ...] = (
    (str, str),
    (str, _last(3)),
    (str, _last(2)),
    (str, _last(1)),
    (_method, _last(1)),
    (_words, _last(1)),
    (_word, _last(1)),
)
"""How names and paths are written, longest first."""
_SHORT = 4
"""From this form on, a name is that of a method and a path that of a file."""
_WHOLE, _NAMED, _NOTHING = " {} `{}` ({})", " {} `{}`", ""
"""What is said of what starts a function: how, its name and its place."""
