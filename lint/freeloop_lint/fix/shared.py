"""Whether a function changes what its other calls see: on the loop they take turns, in threads they do not.

Files count, and objects that outlive the call. Names only: a call that is not understood is taken for harmless, since
most of what a service calls keeps to itself.
"""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freeloop_lint.facts.form import Node
    from freeloop_lint.facts.model import Function

_FILLS = frozenset({
    "add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop", "popitem", "popleft", "put",
    "put_nowait", "remove", "setdefault", "update",
})  # fmt: skip
"""Methods of containers and queues that change them."""

_WRITES = frozenset({
    "dump", "save", "savez", "to_csv", "to_excel", "to_feather", "to_hdf", "to_json", "to_parquet", "to_pickle",
    "to_sql", "write", "write_bytes", "write_text", "writelines",
})  # fmt: skip
"""Calls that write what a file says, by their last name. Making, moving or removing one is a single step."""

_OWNERS = frozenset({"self", "cls"})


def changed_by(fact: "Function", calls: "Iterable[str]") -> str:
    """Name something shared that the function changes; empty when nothing is seen to be.

    `calls` are the sinks that it reaches, its helpers' included.
    """
    for call in calls:
        if call.rpartition(".")[2] in _WRITES:
            return call
    nodes = walk(fact.body)
    own = _own(fact, nodes)
    return next((found for node in nodes if (found := _changed(node, own))), "")


def _changed(node: "Node", own: set[str]) -> str:
    if node[0] == form.GLOBAL and node[1]:
        return str(node[1][0])
    targets = node[1] if node[0] == form.ASSIGN else (node[1],) if node[0] == form.AUGMENTED else ()
    for target in targets:
        if target[0] in (form.ATTR, form.SUBSCRIPT) and _is_shared(target, own):
            return form.dotted(target)
    if node[0] != form.CALL:
        return ""
    name = form.dotted(node[1])
    if name == "open" and _is_for_writing(node):
        return name
    last = name.rpartition(".")[2]
    fills = node[1][0] == form.ATTR and last in _FILLS and _is_shared(node[1][1], own)
    return name if fills or ("." in name and last in _WRITES) else ""


def _is_for_writing(call: "Node") -> bool:
    """Claim that a mode among the arguments of `open` writes."""
    texts = [node[1] for node in walk(call[2:4]) if node[0] == form.CONST and isinstance(node[1], str)]
    return any(set(text) & set("wax+") for text in texts if set(text) <= set("rwaxbt+"))


def _is_shared(target: "Node", own: set[str]) -> bool:
    """Claim that an object outlives the call: neither made in it nor handed to it, or the application's."""
    name = form.dotted(target)
    root = name.partition(".")[0].partition("[")[0].partition("(")[0]
    return bool(root) and (root in _OWNERS or root not in own or ".app." in name)


def _own(fact: "Function", nodes: "list[Node]") -> set[str]:
    """List the names that the call itself binds; those of its parameters too."""
    found = {param.name for param in fact.params}
    outside = {name for node in nodes if node[0] == form.GLOBAL for name in node[1]}
    for node in nodes:
        if node[0] == form.ASSIGN:
            bound: tuple[Node, ...] = node[1]
        elif node[0] in (form.ANNOTATED, form.FOR):
            bound = (node[1],)
        elif node[0] == form.WITH:
            bound = tuple(item[1] for item in node[1] if item[1] is not None)
        else:
            continue
        found.update(name[1] for target in bound for name in _names(target))
    return found - outside


def _names(target: "Node") -> "list[Node]":
    if target[0] == form.NAME:
        return [target]
    return (
        [node for node in walk(target) if node[0] == form.NAME] if target[0] in (form.SEQ, form.STAR) else []
    )
