"""Generator expressions that a thread is handed: all but the first iterable is worked out where they are iterated."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.program.values import EMPTY, Seq

if TYPE_CHECKING:
    from collections.abc import Iterator

    from freeloop_lint.facts.form import Node
    from freeloop_lint.interpret.frame import Frame


def forget(frame: "Frame", call: "Node") -> None:
    """Take back what the generator expressions among the arguments of an offload are said to do here."""
    for node in _generators(frame, call):
        first, span = node[2][0][4], node[4]
        frame.summary.forget(
            [
                place
                for place in frame.summary.events
                if form.within(place, span) and not form.within(place, first)
            ]
        )


def _generators(frame: "Frame", call: "Node") -> "Iterator[Node]":
    """List those that are written in the call, `args=(…)` of a thread included, or go by a name."""
    values = [*call[2], *(value for _, value in call[3])]
    parts = [part for value in values if value[0] == form.SEQ for part in value[2]]
    for value in (*values, *parts):
        if _is_generator(value):
            yield value
        elif value[0] == form.NAME and frame.number >= 0 and _holds_generator(frame, value[1]):
            yield from _named(frame.machine.bodies[frame.number], value)


def _holds_generator(frame: "Frame", name: str) -> bool:
    return any(isinstance(item, Seq) and item.kind == "generator" for item in frame.names.get(name, EMPTY))


def _named(body: "tuple[Node, ...]", name: "Node") -> "list[Node]":
    return [
        node[2]
        for node in walk(body)
        if node[0] == form.ASSIGN and name in node[1] and _is_generator(node[2])
    ]


def _is_generator(node: "Node") -> bool:
    return bool(node[:2] == (form.COMPREHENSION, "generator"))
