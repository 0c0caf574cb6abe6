"""Decide what to do about a blocking call, from what the catalogue says and from where the call stands."""

import re
from typing import TYPE_CHECKING

from freeloop_lint.interpret.summary import Event, Sink
from freeloop_lint.rules.advice import OTHER, PROCESS, THREAD, USE, Remedy, Way, read
from freeloop_lint.rules.between import in_generator, is_call, made_async

if TYPE_CHECKING:
    from freeloop_lint.facts.model import Function
    from freeloop_lint.program.project import Project

_AROUND = "run it, with the work around it,"
_OTHER_LIBRARY = Way(OTHER, "use a library that releases the GIL")
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

_DRIVEN = {
    "stream": "async with",
    "astream": "async for",
    "alazy_load": "async for",
    "aiterator": "async for",
    "listen": "async for",
}
"""Methods whose result is not awaited, and how it is used instead."""
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
_UNNAMED = "(...)"
"""How a call ends that is named by its argument, or by what gives the function: `list(map(f, items))` by `map(...)`."""
_LAST_WORD = re.compile(r"[A-Z]+[a-z0-9]*$")
OUT_OF_CLASS = "move it out of the class body, and"
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


def without_gil(event: Event, *, in_thread: bool) -> Remedy:
    """Say what to do about a call that holds the GIL: a thread that holds it keeps the loop's own waiting.

    `in_thread` says that it is in one, so that this need not be said.
    """
    cost = event.sink.cost
    if cost.remedy:
        return read(cost.remedy)
    note = "" if in_thread else "a thread does not free the loop"
    if cost.topic == "serialise":
        is_json = _SLOW_JSON.search(f"{event.sink.call} {event.sink.name}")
        return read(_JSON if is_json else _SERIALISE)._replace(note=note)
    if cost.ms < _PROCESS_PAYS_MS:
        return read(_TOO_SHORT)._replace(note=note)
    whole = len(event.chain) > 1 and not event.call.endswith(_UNNAMED)
    run = f"run `{event.call}`" if whole else _AROUND
    return Remedy((Way(PROCESS if whole else OTHER, f"{run} in a process pool"), _OTHER_LIBRARY), note=note)


def remedy(event: Event, usual: str, project: "Project") -> Remedy:
    """Name the awaitable sibling first, and say what becomes of the functions between entry and sink.

    `usual` is the remedy of the entry in the catalogue, else of the rule.
    """
    ways = read(usual).ways
    if event.sink.sibling:
        ways = _with_sibling(event.sink, ways)
    deep = len(event.chain) > 1
    alone = tuple(way for number, way in enumerate(ways) if not number or way.kind != THREAD)
    first, *rest = alone
    awaited = first.kind == USE or (first.kind == THREAD and first.text.startswith("use "))
    made = made_async(event, project) if deep and awaited else ""
    changed = (first._replace(after=made), *rest)
    if not deep:
        return Remedy(ways)
    typed = is_call(event, project) and not event.call.endswith(_UNNAMED)
    call = f"call `{event.call}`" if typed else "do it in a function that is called"
    if not awaited:
        return Remedy(tuple(way._replace(call=call) if way.kind == THREAD else way for way in ways))
    thread = Way(THREAD, "", call=call)
    others = first.kind != THREAD and (made or event.sink.thread_unsafe)
    return Remedy((thread, *(changed if others else ())))


def moved(
    said: Remedy, event: Event, context: str, entry: "Function | None", *, thread_if_told: bool = False
) -> Remedy:
    """Begin with what becomes of a plain `def` or a lambda on the loop: nothing can be awaited there.

    `thread_if_told` says that its framework runs it in a thread when it is asked to.
    """
    if event.sink.cost.kind == "load":
        return said
    if entry is not None and entry.is_async:
        awaits = any(way.awaits for way in said.ways) and in_generator(event, entry)
        before = "make the generator expression a list comprehension, and" if awaits else said.before
        return said._replace(before=before)
    name = "the lambda" if entry is None else f"`{entry.name}`"
    told = thread_if_told and not holds_gil(event.sink)
    return said._replace(
        before=_MOVED.get(context, "make {name} async, and").format(name=name),
        instead="hand it over with `sync_to_thread=True`" if told else "",
    )


def _with_sibling(sink: Sink, usual: tuple[Way, ...]) -> tuple[Way, ...]:
    """Put the awaitable sibling in front of other ways, of which none then need name its library or class."""
    ways = [way for way in usual if not way.general]
    if ways and ways[0].name:
        name = ways[0].name
        if sink.sibling.startswith(name) or "…" in name or "..." in name:
            del ways[0]
    return (Way(USE, f"use {_said(sink)}"), *ways)


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
