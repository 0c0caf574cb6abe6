"""Walk the small form that function bodies are kept in."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
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
