"""Word what to do about a blocking call, from what the catalogue says and from where the call stands."""

import re
from typing import TYPE_CHECKING

from freeloop_lint.interpret.summary import Event, Sink
from freeloop_lint.rules.between import in_generator, is_call, made_async

if TYPE_CHECKING:
    from freeloop_lint.facts.model import Function
    from freeloop_lint.program.project import Project

MAKE_DEF = "make the endpoint `def`"
"""How a remedy says that an endpoint could do without `async`; `fitted` knows whether it can, and what it is."""
_PROCESS_POOL = "run it, with the work around it, in a process pool, or use a library that releases the GIL"
_PROCESS_PAYS_MS = 5.0
"""Below this a call is too short for a process pool: handing a megabyte over and taking it back takes 2 ms at the
median and 6 in one case of ten (20 kB: 0.2 ms, `concurrent.futures`, CPython 3.11, two cores, 2026-11).
"""
_TOO_SHORT = "do less of it per request, keep the result, or silence it: it is too short for a process pool"
_SERIALISE = "serialise less of it, or do it in the process that makes or uses the data"
"""Of what is serialised: handing it to another process would serialise it as well."""
_JSON = "use a faster library (`orjson`), or do it in the process that makes or uses the data"
_SLOW_JSON = re.compile(r"\b(?:simple|u)?json\.|\.json\b|\bU?JSONResponse\b")
"""Calls by whose name JSON is written or read, other than by orjson."""

_NOUNS = {
    "dependency": "dependency",
    "exception_handler": "exception handler",
    "background_task": "task",
}
"""What else than an endpoint a framework runs in its thread pool when it is a plain `def`, by context."""
_DRIVEN = {
    "stream": "async with",
    "astream": "async for",
    "alazy_load": "async for",
    "aiterator": "async for",
    "listen": "async for",
}
"""Methods whose result is not awaited, and how it is used instead."""
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
_NAMED = re.compile(r"use (?:the )?`(?:await )?(?P<name>[\w.…]+)(?:\(\.\.\.\))?`(?: methods?)?")
_IN_A_THREAD = re.compile(
    r",? or (?:(?:use |run it through )?`await asyncio\.to_thread\(\.\.\.\)`(?: behind a limiter)?|wait in a thread)"
)
_UNNAMED = "(...)"
"""How a call ends that is named by its argument, or by what gives the function: `list(map(f, items))` by `map(...)`."""
_TO_THREAD = "`await asyncio.to_thread(...)`"
_SOME_CLIENT = re.compile(r"use an async client(?: \(`[\w.]+`\))?|use the driver's async engine")
"""What a rule says of libraries in general, which need not be said where the one is known."""
_LAST_WORD = re.compile(r"[A-Z]+[a-z0-9]*$")
_MOVED = {
    "validator": "move it out of {name}, which cannot await, into the endpoint or a dependency, and there",
    "serializer": "move it out of {name}, which cannot await, into the endpoint, and there",
    "response": "move it out of {name}, which cannot await, into the endpoint, and there",
    "callback": "start a task in {name}, which cannot await, and there",
}
"""What to do about an entry in a plain `def` that runs on the loop and has to be one, by context."""


def holds_gil(sink: Sink) -> bool:
    """Claim that a thread does not free the loop of a call: it holds the GIL. What is loaded is loaded once instead."""
    return sink.cost.gil == "holds" and sink.cost.kind != "load"


def without_gil(event: Event, *, in_thread: bool) -> str:
    """Word what to do about a call that holds the GIL: a thread that holds it keeps the loop's own waiting.

    `in_thread` says that it is in one, so that this need not be said.
    """
    cost = event.sink.cost
    if cost.remedy:
        return cost.remedy
    if cost.topic == "serialise":
        text = _JSON if _SLOW_JSON.search(f"{event.sink.call} {event.sink.name}") else _SERIALISE
    else:
        text = _PROCESS_POOL if cost.ms >= _PROCESS_PAYS_MS else _TOO_SHORT
    if len(event.chain) > 1 and not event.call.endswith(_UNNAMED):
        text = text.replace("run it, with the work around it,", f"run `{event.call}`")
    return text if in_thread else f"{text}; a thread does not free the loop"


def remedy(event: Event, usual: str, project: "Project") -> str:
    """Name the awaitable sibling first, and say what becomes of the functions between entry and sink.

    `usual` is the remedy of the entry in the catalogue, else of the rule.
    """
    text = _with_sibling(event.sink, usual) if event.sink.sibling else usual
    alone = _IN_A_THREAD.sub("", text)
    made = made_async(event, project) if len(event.chain) > 1 and alone.startswith(("use ", "await ")) else ""
    if event.sink.thread_unsafe:
        owner = event.sink.name.rpartition(".")[0].rpartition(".")[2]
        return f"{f'{made} and ' * bool(made)}{alone}; a `{owner}` must not change threads"
    if len(event.chain) == 1:
        return text
    typed = is_call(event, project) and not event.call.endswith(_UNNAMED)
    called = f"call `{event.call}`" if typed else "do it in a function that is called"
    if not alone.startswith(("use ", "await ")):
        return text.replace("run it", called)
    thread = f"{called} through {_TO_THREAD}"
    return f"{thread}, or {made} and {alone}" if made and alone != f"use {_TO_THREAD}" else thread


def moved(
    text: str, event: Event, context: str, entry: "Function | None", *, thread_if_told: bool = False
) -> str:
    """Begin with what becomes of a plain `def` or a lambda on the loop: nothing can be awaited there.

    `thread_if_told` says that its framework runs it in a thread when it is asked to.
    """
    if event.sink.cost.kind == "load":
        return text
    if entry is not None and entry.is_async:
        awaits = "`await " in text and in_generator(event, entry)
        return f"make the generator expression a list comprehension, and {text}" if awaits else text
    name = "the lambda" if entry is None else f"`{entry.name}`"
    text = f"{_MOVED.get(context, 'make {name} async, and').format(name=name)} {text}"
    return (
        f"hand it over with `sync_to_thread=True`, or {text}"
        if thread_if_told and not holds_gil(event.sink)
        else text
    )


def fitted(text: str, context: str, *, may_be_def: bool, fixed: bool) -> str:
    """Make "make the endpoint `def`" right for a function: it is named, or not spoken of where it would not help.

    `fixed` says that a fix does just that, so that the remedy must speak of it.
    """
    if may_be_def:
        noun = _NOUNS.get(context, "endpoint")
        text = f"{text}, or {MAKE_DEF}" if fixed and MAKE_DEF not in text else text
        return text.replace(MAKE_DEF, f"make the {noun} `def`")
    return (
        text.replace(f"; else {MAKE_DEF}", "").replace(f"{MAKE_DEF}, or ", "").replace(f", or {MAKE_DEF}", "")
    )


def _with_sibling(sink: Sink, usual: str) -> str:
    """Put the awaitable sibling in front of a remedy, which then need not name its library or class."""
    said = _said(sink)
    clauses = [clause for clause in usual.split(", or ") if not _SOME_CLIENT.fullmatch(clause)]
    named = _NAMED.fullmatch(clauses[0]) if clauses else None
    if named and (sink.sibling.startswith(named["name"]) or "…" in clauses[0] or "..." in named["name"]):
        del clauses[0]
    return ", or ".join((f"use {said}", *clauses))


def _said(sink: Sink) -> str:
    """Write an awaitable sibling as it is typed: a method with what it is called on, a class by its name alone."""
    *owners, name = sink.sibling.split(".")
    if name[:1].isupper():
        return f"`{sink.sibling}`"
    word = _DRIVEN.get(name, "await")
    if not owners:
        receiver = sink.call.rpartition(".")[0]
        return f"`{word} {receiver}.{name}(...)`" if receiver else f"`{word} {name}(...)`"
    if not owners[-1][:1].isupper():
        return f"`{word} {sink.sibling}(...)`"
    called = sink.name.rpartition(".")[2]
    if name == "request" and called in _VERBS:
        name = called
    found = _LAST_WORD.search(owners[-1])
    receiver = found[0].lower() if found else owners[-1].lower()
    return f"`{'.'.join(owners)}`: `{word} {receiver}.{name}(...)`"
