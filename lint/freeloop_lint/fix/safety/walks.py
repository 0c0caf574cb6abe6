"""Containers that are iterated, and those that the program fills or empties while it serves: in threads both may meet.

A container goes by the last part of its name, with `[]` for each step into it; of its own class's objects a method
knows it by `self`. What only imports and start-up run fills nothing later.
"""

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

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
        self._named: dict[str, list[int]] = {}
        self._filled: dict[int, frozenset[str]] = {}
        self._counted: dict[int, _Counts] = {}

    def has(self, titles: tuple[str, ...]) -> bool:
        """Claim that one of these is filled by what is not only run at start-up."""
        return any(
            title in self._titles(number) and not self.only_starts(number)
            for title in titles
            for number in self._naming(title.strip(".[]"))
        )

    def _naming(self, name: str) -> list[int]:
        """List the functions in which a name stands: only their bodies need be unpacked."""
        if name not in self._named:
            packed = name.encode()
            functions = enumerate(self.machine.project.functions)
            self._named[name] = [number for number, ref in functions if packed in ref.fact.packed]
        return self._named[name]

    def _titles(self, number: int) -> frozenset[str]:
        """Give the titles of what a function fills."""
        if number not in self._filled:
            fact = self.machine.project.functions[number].fact
            filled = list(_filled(fact.body))
            titles = Titles(fact) if filled else None
            self._filled[number] = frozenset(
                title
                for node in filled
                if fact.name != "__init__" or node[:2] != (form.ATTR, (form.NAME, "self"))
                for title in (titles.of(node) if titles is not None else ())
            )
        return self._filled[number]

    def _uses(self, name: str) -> "list[_Use]":
        """List who uses a name, and how; -1 is the top of any module."""
        counts = [(number, self._counts(number)) for number in self._naming(name)]
        users = [*counts, *((-1, counted) for counted in self._at_top)]
        return [
            _Use(user, used[name], called[name], awaited[name])
            for user, (used, called, awaited) in users
            if name in used
        ]

    def _counts(self, number: int) -> "_Counts":
        if number not in self._counted:
            self._counted[number] = _counted(self.machine.project.functions[number].fact.body)
        return self._counted[number]

    @cached_property
    def _at_top(self) -> "list[_Counts]":
        """Count the names that modules use, each."""
        return [_counted(facts.body) for facts in self.machine.project.files.values()]

    def only_starts(self, number: int, depth: int = _DEEP) -> bool:
        """Claim that nothing but imports and start-up runs a function."""
        if number < 0:
            return True
        if roles := self.roles.get(number):
            return roles <= START_UP
        fact = self.machine.project.functions[number].fact
        uses = self._uses(fact.name)
        handed = any(use.times != (use.awaited if fact.is_async else use.called) for use in uses)
        users = [use.user for use in uses if use.user != number]
        return bool(uses) and not handed and depth > 0 and all(self.only_starts(u, depth - 1) for u in users)


_Counts: TypeAlias = tuple[Counter[str], Counter[str], Counter[str]]
"""How often names are used, called and awaited."""


class _Use(NamedTuple):
    """How often a function names something, calls it, and awaits the call."""

    user: int
    times: int
    called: int
    awaited: int


def _counted(body: "tuple[Node, ...]") -> "_Counts":
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
