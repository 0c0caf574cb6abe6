"""Containers that are iterated, and those that the program fills or empties while it serves: in threads both may meet.

A container goes by the last part of its name, with `[]` for each step into it; of its own class's objects a method
knows it by `self`. What only imports and start-up run fills nothing later.
"""

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from freeloop_lint.contexts.onloop import START_UP
from freeloop_lint.facts import form
from freeloop_lint.facts.walk import bound_names, walk
from freeloop_lint.fix.safety.writers import FILLS, FIRST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from freeloop_lint.facts.form import Node
    from freeloop_lint.facts.model import Function
    from freeloop_lint.interpret.machine import Machine

_ITERATE = frozenset({
    "all", "any", "chain", "deepcopy", "dump", "dumps", "enumerate", "filter", "fsum", "iter", "join",
    "jsonable_encoder", "map", "max", "min", "reversed", "sum", "zip",
})  # fmt: skip
"""Calls that iterate what they are given, or give what does so later."""
_COPY = frozenset({"dict", "frozenset", "list", "set", "sorted", "tuple"})
"""Calls that copy a container in one step, which is what to do before iterating it; a view of one they iterate."""
_VIEWS = frozenset({"items", "keys", "values"})
_INTO = frozenset({"get", "setdefault"})
_OWN = frozenset({"self", "cls"})
_DEEP = 5
"""Callers above each other that are asked whether they run at start-up. Arbitrary; start-up code is shallow."""


def walked(node: "Node") -> "Iterator[Node]":
    """Give the expressions that a node iterates step by step, so that another thread may change them meanwhile."""
    is_copy = node[0] == form.CALL and form.last_name(node[1]) in _COPY
    yield from (item for item in iterated(node) if not is_copy or container(item) != item)


def iterated(node: "Node") -> "Iterator[Node]":
    """Give the expressions that a node iterates."""
    opcode = node[0]
    if opcode == form.FOR:
        yield node[2]
    elif opcode == form.COMPREHENSION:
        yield from (part[1] for part in node[2])
    elif opcode == form.YIELD_FROM:
        yield node[1]
    elif opcode == form.CALL:
        last = form.last_name(node[1])
        if last in _ITERATE or last in _COPY:
            yield from node[2]


def container(node: "Node") -> "Node":
    """Give what a view is one of: `rows` for `rows.items()`."""
    is_view = node[0] == form.CALL and node[1][0] == form.ATTR and node[1][2] in _VIEWS
    return container(node[1][1]) if is_view else node


def parts(node: "Node") -> "Iterator[Node]":
    """Give what is in an answer, itself or as written into a container."""
    if node[0] in {form.SEQ, form.MAP}:
        for item in node[2]:
            yield from parts(item)
    else:
        yield node


class Titles:
    """What the names of a function stand for."""

    def __init__(self, fact: "Function") -> None:
        self.params = {param.name for param in fact.params}
        self.known: dict[str, Node | None] = {}
        declared: set[str] = set()
        for node in walk(fact.body):
            if node[0] == form.ASSIGN:
                for target in node[1]:
                    self.known.update(dict.fromkeys(bound_names(target)))
                    if target[0] == form.NAME:
                        self.known[target[1]] = node[2]
            elif node[0] in {form.FOR, form.ANNOTATED}:
                self.known.update(dict.fromkeys(bound_names(node[1])))
            elif node[0] == form.GLOBAL:
                declared.update(node[1])
        self.known = {name: value for name, value in self.known.items() if name not in declared}

    def of(self, node: "Node", depth: int = 0) -> tuple[str, ...]:
        """Give the titles of an expression; empty where it is made here or is none."""
        node = container(node)
        if node[0] == form.SUBSCRIPT or (
            node[0] == form.CALL and node[1][0] == form.ATTR and node[1][2] in _INTO
        ):
            inner = node[1] if node[0] == form.SUBSCRIPT else node[1][1]
            return tuple(f"{title}[]" for title in self.of(inner, depth))
        if node[0] == form.ATTR:
            own = node[1][0] == form.NAME and node[1][1] in _OWN
            return (f".{node[2]}",) if own else (f".{node[2]}", node[2])
        if node[0] != form.NAME or node[1] in self.params:
            return ()
        if node[1] not in self.known:
            return (node[1],)
        value = self.known[node[1]]
        return () if value is None or depth >= _DEEP else self.of(value, depth + 1)


class Filled:
    """The containers that a program fills or empties while it serves."""

    def __init__(self, machine: "Machine", roles: "Mapping[int, set[str]]") -> None:
        self.machine = machine
        self.roles = roles

    def has(self, titles: tuple[str, ...]) -> bool:
        """Claim that one of these is filled by what is not only run at start-up."""
        return any(not self.only_starts(number) for title in titles for number in self._by.get(title, ()))

    @cached_property
    def _by(self) -> dict[str, list[int]]:
        """Functions by the titles of what they fill."""
        found: dict[str, list[int]] = {}
        for number, ref in enumerate(self.machine.project.functions):
            filled = list(_filled(ref.fact.body))
            titles = Titles(ref.fact) if filled else None
            for node in filled:
                for title in titles.of(node) if titles is not None else ():
                    if ref.fact.name != "__init__" or node[:2] != (form.ATTR, (form.NAME, "self")):
                        found.setdefault(title, []).append(number)
        return found

    @cached_property
    def _uses(self) -> "dict[str, list[_Use]]":
        """Functions by the names that they use; -1 is the top of any module."""
        project = self.machine.project
        bodies = [(number, ref.fact.body) for number, ref in enumerate(project.functions)]
        found: dict[str, list[_Use]] = {}
        for user, body in [*bodies, *((-1, facts.body) for facts in project.files.values())]:
            used, called, awaited = _counted(body)
            for name, times in used.items():
                found.setdefault(name, []).append(_Use(user, times, called[name], awaited[name]))
        return found

    def only_starts(self, number: int, depth: int = _DEEP) -> bool:
        """Claim that nothing but imports and start-up runs a function."""
        if number < 0:
            return True
        if roles := self.roles.get(number):
            return roles <= START_UP
        fact = self.machine.project.functions[number].fact
        uses = self._uses.get(fact.name, [])
        handed = any(use.times != (use.awaited if fact.is_async else use.called) for use in uses)
        users = [use.user for use in uses if use.user != number]
        return bool(uses) and not handed and depth > 0 and all(self.only_starts(u, depth - 1) for u in users)


class _Use(NamedTuple):
    """How often a function names something, calls it, and awaits the call."""

    user: int
    times: int
    called: int
    awaited: int


def _counted(body: "tuple[Node, ...]") -> "tuple[Counter[str], Counter[str], Counter[str]]":
    used, called, awaited = Counter[str](), Counter[str](), Counter[str]()
    for node in walk(body):
        if node[0] == form.NAME:
            used[node[1]] += 1
        elif node[0] == form.ATTR:
            used[node[2]] += 1
        elif node[0] == form.CALL:
            called[form.last_name(node[1])] += 1
        elif node[0] == form.AWAIT and node[1][0] == form.CALL:
            awaited[form.last_name(node[1][1])] += 1
    return used, called, awaited


def _filled(body: "tuple[Node, ...]") -> "Iterator[Node]":
    """Give the expressions of what a body puts something into, or takes something from."""
    for node in walk(body):
        opcode = node[0]
        if opcode == form.CALL:
            func: Node = node[1]
            if func[0] == form.ATTR and func[2] in FILLS:
                yield func[1]
            elif node[2] and form.last_name(node[1]) in FIRST:
                yield node[2][0]
        elif opcode in {form.ASSIGN, form.DELETE}:
            targets = node[1] if opcode == form.ASSIGN else node[2]
            yield from (target[1] for target in targets if target[0] == form.SUBSCRIPT)
        elif opcode == form.AUGMENTED:
            yield node[1][1] if node[1][0] == form.SUBSCRIPT else node[1]
