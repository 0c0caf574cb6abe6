"""Class hierarchies across modules: bases, resolution order, overrides, members."""

from collections import defaultdict
from typing import TYPE_CHECKING

from freeloop_lint.program.values import EMPTY, Cls, External, Func, Imported, Inst, Type, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop_lint.interpret.machine import Machine, Place

OVERRIDES = 8
"""A call of a method without a body is followed into this many overrides. Arbitrary; more are a plugin registry."""


class Hierarchy:
    """Learns each class when its `class` statement runs."""

    def __init__(self, machine: "Machine") -> None:
        self.machine = machine
        self.bases: dict[int, tuple[Type, ...]] = {}
        self.scopes: dict[int, int] = {}
        self.subclasses: dict[int, list[int]] = defaultdict(list)
        self._ran: set[int] = set()
        self._asked: set[int] = set()
        """Classes that an answer was given about, or that had part in one."""
        self._bodies: dict[int, Callable[[], None]] = {}
        self._order: dict[int, tuple[int | str, ...]] = {}
        self._outside: dict[int, tuple[str, ...]] = {}
        self._fields: dict[int, dict[str, Value | None]] = defaultdict(dict)
        self._places: dict[tuple[int, str], tuple[Place, ...]] = {}
        self._members: dict[int, dict[str, tuple[Value, int]]] = defaultdict(dict)
        self._writers: dict[tuple[int, str], tuple[int, ...]] = {}
        self.methods: dict[int, dict[str, Value]] = defaultdict(dict)
        """Plain methods bound to instances, as far as members are known: see `attributes.of_instance`."""
        self.inherited: dict[tuple[Inst | Cls, str], Value] = {}
        """What attributes of classes and their instances are by what their outside bases say."""

    def define(self, number: int, bases: tuple[Type, ...], scope: int) -> None:
        """Take in a class whose statement has run."""
        known = self.bases.get(number)
        self.scopes[number] = scope
        if known == bases:
            return
        self.bases[number] = bases
        if number in self._asked:
            for cache in (self._order, self._outside, self._places, self._writers, self.inherited):
                cache.clear()
            for found in (self._members, self._fields, self.methods):
                found.clear()
        for base in bases:
            if isinstance(base, Cls) and number not in self.subclasses[base.number]:
                self.subclasses[base.number].append(number)

    def order(self, number: int) -> tuple[int | str, ...]:
        """List a class and its bases: numbers of project classes, names of outside ones; depth first."""
        known = self._order.get(number)
        if known is not None:
            return known
        self.machine.module(self.machine.project.classes[number].path)
        found: dict[int | str, None] = {}
        self._walk(number, found)
        numbers: list[int | str] = [item for item in found if isinstance(item, int)]
        order = (*numbers, *(item for item in found if isinstance(item, str)))
        if number in self.bases:
            self._order[number] = order
        return order

    def _walk(self, number: int, found: dict[int | str, None]) -> None:
        if number in found:
            return
        found[number] = None
        self._asked.add(number)
        for base in self.bases.get(number, ()):
            if isinstance(base, Cls):
                self._walk(base.number, found)
            elif isinstance(base, External):
                found[self.machine.catalogue.canonical(base.name)] = None

    def outside(self, number: int) -> tuple[str, ...]:
        """List the outside classes that a project class inherits from."""
        known = self._outside.get(number)
        if known is None:
            known = tuple([item for item in self.order(number) if isinstance(item, str)])
            if number in self._order:
                self._outside[number] = known
        return known

    def inherits(self, number: int, name: str) -> bool:
        """Claim that a project class inherits from an outside class."""
        catalogue = self.machine.catalogue
        return any(catalogue.is_a(item, name) for item in self.outside(number))

    def later(self, number: int, body: "Callable[[], None]") -> None:
        """Run a class body when a member is first asked for: most never are."""
        if number not in self._bodies and number not in self._ran:
            self._bodies[number] = body

    def _ready(self, number: int) -> None:
        body = self._bodies.pop(number, None)
        if body is not None:
            self._ran.add(number)
            body()

    def places(self, number: int, name: str) -> "tuple[Place, ...]":
        """List the places where an attribute of a class's instances is kept."""
        key = (number, name)
        known = self._places.get(key)
        if known is None:
            owners = [item for item in self.order(number) if isinstance(item, int)]
            known = self._places[key] = tuple([self.machine.place((f"c:{owner}", name)) for owner in owners])
        return known

    def writers(self, number: int, name: str) -> tuple[int, ...]:
        """List the methods of a class and its bases that write an attribute."""
        key = (number, name)
        known = self._writers.get(key)
        if known is None:
            project, order = self.machine.project, self.order(number)
            writers = project.attribute_writers.get(name, ())
            known = self._writers[key] = tuple(n for n in writers if project.functions[n].cls in order)
        return known

    def forget(self, number: int) -> None:
        """Forget the members found so far of a class whose body has run, and of those that inherit from it."""
        queue, seen = [number], {number}
        while queue:
            item = queue.pop()
            for found in (self._members, self._fields, self.methods):
                found.pop(item, None)
            fresh = [other for other in self.subclasses.get(item, ()) if other not in seen]
            seen.update(fresh)
            queue.extend(fresh)

    def member(self, number: int, name: str, *, after: int = -1) -> tuple[Value, int]:
        """Find a member in a class or its project bases, with the class that has it.

        `after` starts behind that class in the order, as `super()` does.
        """
        if after >= 0:
            return self._search(number, name, after)
        known = self._members[number].get(name)
        if known is None:
            known = self._search(number, name, after)
            self._members[number][name] = known
        return known

    def field(self, number: int, name: str) -> "Value | None":
        """Find a member that is no function, or that there is none; None when that takes a closer look."""
        fields = self._fields[number]
        if name in fields:
            return fields[name]
        value, _ = self.member(number, name)
        plain = not any(isinstance(item, Func | Imported) for item in value)
        found = self._fields[number][name] = value if plain else None
        return found

    def _search(self, number: int, name: str, after: int) -> tuple[Value, int]:
        skipping = after >= 0
        for item in self.order(number):
            if not isinstance(item, int):
                continue
            if skipping:
                skipping = item != after
                continue
            if item in self._bodies:
                self._ready(item)
            scope = self.scopes.get(item)
            value = EMPTY if scope is None else self.machine.scopes[scope].names.get(name, EMPTY)
            if value:
                return value, item
        return EMPTY, -1

    def overrides(self, number: int, name: str) -> list[int]:
        """List the subclasses that define `name` themselves, nearest first, bounded."""
        found: list[int] = []
        queue = list(self.subclasses.get(number, ()))
        seen: set[int] = set()
        while queue and len(found) < OVERRIDES:
            item = queue.pop(0)
            if item in seen:
                continue
            seen.add(item)
            if name in self.machine.project.classes[item].methods:
                found.append(item)
            queue.extend(self.subclasses.get(item, ()))
        return found

    def receiver(self, number: int) -> Type:
        """Give an instance of a class."""
        return Inst(number)
