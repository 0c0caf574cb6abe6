"""Walk the small form that function bodies are kept in."""

from typing import TYPE_CHECKING, cast

from freeloop_lint.facts import form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop_lint.facts.form import Node


def walk(item: object) -> "list[Node]":
    """List every node below an item of the small form; positions, which are all numbers, are none."""
    found: list[Node] = []
    queue: list[object] = [item]
    while queue:
        current = queue.pop()
        if isinstance(current, tuple):
            parts = cast("tuple[object, ...]", current)
            if parts and isinstance(parts[0], int) and not all(isinstance(part, int) for part in parts):
                found.append(parts)
            queue.extend(parts)
    return found


def bound_names(target: "Node") -> "Iterator[str]":
    """List the names that a target binds: `x.y = 1` binds none."""
    if target[0] == form.NAME:
        yield target[1]
    elif target[0] in {form.SEQ, form.STAR}:
        for inner in target[2] if target[0] == form.SEQ else (target[1],):
            yield from bound_names(inner)


def bindings(node: "Node") -> "Iterator[str]":
    """List the names that a node binds where it stands."""
    if node[0] in {form.ASSIGN, form.FOR, form.ANNOTATED, form.AUGMENTED, form.WITH}:
        targets = node[1] if node[0] == form.ASSIGN else (node[1],)
        if node[0] == form.WITH:
            targets = tuple(item[1] for item in node[1] if item[1] is not None)
        yield from (name for target in targets for name in bound_names(target))
    elif node[0] == form.WALRUS:
        yield node[1]
    elif node[0] == form.IMPORT:
        yield from (alias or module.partition(".")[0] for alias, module, _, _ in node[1])
    elif node[0] in {form.GLOBAL, form.DELETE}:
        yield from node[1]
