"""Word what to do about a blocking call, from what the catalogue says and from where the call stands."""

import re

from freeloop_lint.interpret.summary import Event, Sink

MAKE_DEF = "make the endpoint `def`"
"""How a remedy says that an endpoint could do without `async`; `fitted` knows whether it can, and what it is."""

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
_IN_A_THREAD = re.compile(r",? or (?:use )?(?:`await asyncio\.to_thread\(\.\.\.\)`|wait in a thread)")
_LAST_WORD = re.compile(r"[A-Z]+[a-z0-9]*$")


def remedy(event: Event, usual: str) -> str:
    """Name the awaitable sibling first, and say what becomes of the functions between entry and sink.

    `usual` is the remedy of the entry in the catalogue, else of the rule.
    """
    text = _with_sibling(event.sink, usual) if event.sink.sibling else usual
    if len(event.chain) == 1 or not text.startswith(("use ", "await ")):
        return text
    between = dict.fromkeys(step.function.rpartition(".")[2] for step in event.chain[1:])
    fixed = next((name for name in between if name.startswith(("__", "<"))), "")
    if fixed:  # Python calls it itself, and awaits nothing
        made = f"write an async function in place of `{fixed}`"
    else:
        made = "make the helpers async" if len(between) > 1 else f"make `{next(iter(between))}` async"
    text = f"{made} and {_IN_A_THREAD.sub('', text)}"
    if event.sink.thread_unsafe:
        return text
    return f"call `{event.call}` through `await asyncio.to_thread(...)`, or {text}"


def fitted(text: str, context: str, *, may_be_def: bool) -> str:
    """Make "make the endpoint `def`" right for a function: it is named, or not spoken of where it would not help."""
    if may_be_def:
        noun = _NOUNS.get(context, "endpoint")
        return text.replace(MAKE_DEF, f"make the {noun} `def`")
    return (
        text.replace(f"; else {MAKE_DEF}", "").replace(f"{MAKE_DEF}, or ", "").replace(f", or {MAKE_DEF}", "")
    )


def _with_sibling(sink: Sink, usual: str) -> str:
    """Put the awaitable sibling in front of a remedy, which then need not name its library or class."""
    said = _said(sink)
    first, _, rest = usual.partition(", or ")
    named = _NAMED.fullmatch(first)
    if named and (sink.sibling.startswith(named["name"]) or "…" in first or "..." in named["name"]):
        return f"use {said}, or {rest}" if rest else f"use {said}"
    owner = sink.sibling.rpartition(".")[0]
    if owner and f"(`{owner}`)" in first:
        return f"use {said}, or {rest}" if rest else f"use {said}"
    if sink.sibling in usual:
        return usual
    return f"use {said}, or {usual}" if usual.startswith("use ") else f"use {said}; else {usual}"


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
