"""A remedy as data, read from what rules and catalogues say of it, and the one place where it is worded.

What is known of a finding only later (whether its function may be `def`) changes the data; nothing edits a sentence.
"""

import re
from functools import lru_cache
from typing import NamedTuple

DEF, THREAD, PROCESS, USE, OTHER = "def", "thread", "process", "use", "other"
"""Kinds of ways out: a plain `def`, a thread, a process, something that is awaited or taken instead, and all else."""
TO_THREAD = "`await asyncio.to_thread(...)`"
_MAKE_DEF = "make the endpoint `def`"
"""How rules and catalogues write a way of the first kind, whatever their function turns out to be."""
_NOUNS = {
    "dependency": "dependency",
    "exception_handler": "exception handler",
    "background_task": "task",
}
"""What else than an endpoint a framework runs in its thread pool when it is a plain `def`, by context."""
_IN_A_THREAD = re.compile(
    r"(?:use |run it through )?`await asyncio\.to_thread\(\.\.\.\)`(?P<limiter> behind a limiter)?|wait in a thread"
)
_SOME_CLIENT = re.compile(r"use an async client(?: \(`[\w.]+`\))?|use the driver's async engine")
_NAMED = re.compile(r"use (?:the )?`(?:await )?(?P<name>[\w.…]+)(?:\(\.\.\.\))?`(?: methods?)?")


class Way(NamedTuple):
    """One way out. `name` is what is to be used, where that is all it says; `after` is what must be done to use it.

    `general` says that it is said of libraries at large, which need not be where the one is known; `call` is what a
    thread is to be handed, where that is not the entry as it stands.
    """

    kind: str
    text: str
    name: str = ""
    general: bool = False
    limiter: str = ""
    after: str = ""
    call: str = ""

    @property
    def awaits(self) -> bool:
        """Claim that it puts an `await` where the entry is."""
        return self.kind == THREAD or "`await " in self.text


class Remedy(NamedTuple):
    """Ways out, what must be done `before` any of them, another way `instead` of all, and a `note` on them."""

    ways: tuple[Way, ...]
    before: str = ""
    instead: str = ""
    note: str = ""


@lru_cache(None)
def read(text: str) -> Remedy:
    """Read a remedy as a rule or a catalogue writes it: ways, with `, or ` between them."""
    return Remedy(tuple(map(_way, text.split(", or "))))


def _way(text: str) -> Way:
    if text == _MAKE_DEF:
        return Way(DEF, text)
    if thread := _IN_A_THREAD.fullmatch(text):
        return Way(THREAD, text, limiter=thread["limiter"] or "")
    if not text.startswith(("use ", "await ")):
        return Way(OTHER, text)
    named = _NAMED.fullmatch(text)
    general = _SOME_CLIENT.fullmatch(text) is not None
    return Way(USE, text, named["name"] if named else "", general)


class Stays(NamedTuple):
    """What keeps a call from a thread: the `note` says it, `whole` what to do where nothing else is left.

    `call` is the nearest call below that may go to a thread all the same, if there is one, and `after` what has to
    become of the functions that lead there. `awaits` says that something else may be awaited in place of the call.
    """

    note: str
    whole: str
    call: str = ""
    after: str = ""
    awaits: bool = True


def kept(remedy: Remedy, stays: Stays) -> Remedy:
    """Leave in its thread what must not change threads: no more than a call below may go to another.

    Where something can be awaited in place of that call, this is said alone: what leads there has to be async anyway.
    """
    if not stays.awaits:
        others = (way for way in remedy.ways if way.kind in {DEF, OTHER})
        return Remedy((Way(OTHER, stays.whole), *others), note=stays.note)
    call = f"`{stays.call}`"
    instead: dict[str, Way] = {}
    if stays.call:
        instead[PROCESS] = Way(PROCESS, f"run {call} in a process pool")
        if not any(way.kind == USE and way.awaits for way in remedy.ways):
            instead[THREAD] = Way(THREAD, "", call=f"call {call}", after=stays.after)
    ways = [
        instead.get(way.kind, way)
        for way in remedy.ways
        if way.kind in instead or way.kind in {DEF, USE, OTHER}
    ]
    return remedy._replace(ways=tuple(ways) or (Way(OTHER, stays.whole),), note=remedy.note or stays.note)


def fitted(remedy: Remedy, *, may_be_def: bool, fixed: bool) -> Remedy:
    """Leave out a plain `def` where it would not help; speak of it where a fix makes just that."""
    ways = remedy.ways
    if not may_be_def:
        ways = tuple(way for way in ways if way.kind != DEF) or (Way(THREAD, f"run it through {TO_THREAD}"),)
    elif fixed and all(way.kind != DEF for way in ways):
        ways = (*ways, Way(DEF, _MAKE_DEF))
    return remedy._replace(ways=ways)


def worded(remedy: Remedy, context: str) -> str:
    """Say a remedy in one sentence, to the author of a function that runs in a context."""
    ways = ", or ".join(_said(way, context) for way in remedy.ways)
    parts = [f"{remedy.instead}, or" if remedy.instead else "", remedy.before, ways]
    said = " ".join(filter(None, parts))
    return f"{said}; {remedy.note}" if remedy.note else said


def _said(way: Way, context: str) -> str:
    if way.kind == DEF:
        return f"make the {_NOUNS.get(context, 'endpoint')} `def`"
    text = f"{way.call} through {TO_THREAD}{way.limiter}" if way.call else way.text
    return f"{way.after} and {text}" if way.after else text
