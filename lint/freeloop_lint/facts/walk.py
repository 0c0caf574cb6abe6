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
