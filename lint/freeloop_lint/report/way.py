"""Say where a function runs, and what leads there: the endpoint, say, and who awaits it. Two lines where need be."""

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
_ROOTS = {"main": "the main coroutine"}
_STARTED = {
    "awaited": "by",
    "async_generator": "made by",
    "background_task": "started by",
    "callback": "handed over by",
    "context_manager": "made by",
}


def way(finding: Finding) -> list[str]:
    """Name the function and why it runs where it does; the second line says what that begins with."""
    whole = next((said for form in _WHOLE if len(said := "".join(_parts(finding, *form))) <= WIDEST), "")
    if whole:
        return [whole]
    told = [_parts(finding, *form) for form in _FORMS]
    lines = (
        next((part for part in said if len(part) <= WIDEST), _cut(said[-1]))
        for said in zip(*told, strict=True)
    )
    return [line.removeprefix(", ") for line in lines if line]


def _parts(finding: Finding, name: Callable[[str], str], path: Callable[[str], str]) -> tuple[str, str]:
    """Say who starts a function, and the root that leads there, which may go without saying."""
    known = _ELSEWHERE.get(finding.context)
    step, entry = finding.started, finding.entry
    said = f"`{name(finding.function)}` "
    if known is not None or step is None:
        return said + (known or _context(finding.context)), ""
    said += f"{_context(finding.context)} {_STARTED[finding.context]} "
    said += f"`{name(step.function)}` ({path(step.path)}:{step.line})"
    if (entry.path, entry.function) == (finding.path, finding.function):
        return said, ""
    root = _ROOTS.get(entry.context) or entry.context.replace("_", " ")
    if (entry.path, entry.function) == (step.path, step.function):
        return f"{said}, {root}", ""
    return said, f", from `{name(entry.function)}` ({path(entry.path)}:{entry.line}), {root}"


def _cut(line: str) -> str:
    """End a line that is too long where a word does."""
    return f"{line[: WIDEST - 1].rpartition(' ')[0]}…"


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


_WHOLE: tuple[tuple[Callable[[str], str], Callable[[str], str]], ...] = (
    (str, str),
    (str, _last(3)),
    (str, _last(2)),
    (str, _last(1)),
    (_method, _last(1)),
)
"""How names and paths are written, longest first."""
_FORMS = (*_WHOLE, (_words, _last(1)), (_word, _last(1)))
"""The same of a line that is all that is left."""
