"""The abstract interpreter's state and its fixed point.

A function is run once for each `Key` (function, scope, receiver, arguments). While it runs it may ask for the
summaries of others, which run first; in a cycle it gets what is known so far. Who asked is remembered: when an
answer grows, whoever saw the old one runs again, until nothing changes or a bound is reached.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from freeloop_lint.catalogue.lookup import Catalogue
from freeloop_lint.facts.form import Node
from freeloop_lint.interpret.calling.binding import bind_parameters
from freeloop_lint.interpret.frame import Frame, Scope
from freeloop_lint.interpret.names.hierarchy import Hierarchy
from freeloop_lint.interpret.summary import Step, Summary
from freeloop_lint.interpret.syntax import statements
from freeloop_lint.program.project import Project
from freeloop_lint.program.values import (
    EMPTY,
    Answer,
    Func,
    Key,
    Lambda,
    Partial,
    Type,
    Value,
    join,
    shallow,
    unnumbered,
)

if TYPE_CHECKING:
    from freeloop_lint.contexts.events import Way
    from freeloop_lint.contexts.routes import ResponseClass
    from freeloop_lint.interpret.names.imports import Meaning

VARIANTS = 6
"""Kinds of arguments that one function is run for before they are left out. Arbitrary; memory and time grow with it."""
HANDED = 400
"""The same for arguments that are functions: what a decorator makes of each of them is another function. Arbitrary."""
RERUNS = 5
"""How often one key may run again. Arbitrary; values only grow and are bounded, so more changes little."""
NESTING = 40
"""Functions run inside each other before a call waits for its turn. Bounded by Python's own stack."""

Slot: TypeAlias = tuple[str, str]
"""A place that outlives a function: ("g:" + path, name), ("c:" + class number, attribute) or
("o:" + outside class, attribute)."""


class Place:
    """What a slot holds, and who has looked."""

    __slots__ = ("readers", "value")

    def __init__(self) -> None:
        self.value = EMPTY
        self.readers: dict[Key, None] = {}


class Machine:
    """Runs functions and modules, and remembers what was written where."""

    def __init__(self, project: Project, catalogue: Catalogue) -> None:
        self.project = project
        self.catalogue = catalogue
        self.hierarchy = Hierarchy(self)
        self.memo: dict[Key, Summary] = {}
        self.runs: dict[Key, int] = defaultdict(int)
        self.variants: dict[tuple[int, int], int] = defaultdict(int)
        self.callers: dict[Key, dict[Key, None]] = defaultdict(dict[Key, None])
        self.places: dict[Slot, Place] = {}
        self.named: set[str] = set()
        self.unwritten: dict[str, dict[tuple[Key, int | str], None]] = defaultdict(dict)
        self.bodies: dict[int, tuple[Node, ...]] = {}
        self.scopes: list[Scope] = []
        self.scope_of: dict[object, int] = {}
        self.stars: dict[str, list[str]] = {}
        self.module_names: dict[str, int] = {}
        self.module_summaries: dict[str, Summary] = {}
        self.lambdas: list[tuple[tuple[str, ...], Node, int, Frame]] = []
        self.lambda_of: dict[object, int] = {}
        self.active_lambdas: set[object] = set()
        self.forwarding: set[tuple[int, str]] = set()
        """Attributes by class that a `__getattr__` is being asked for."""
        self.lambda_roots: dict[tuple[Lambda, str], Summary | None] = {}
        """Lambdas that a framework or the loop calls, in a role, and what each does once it has run."""
        self.roots: dict[tuple[Key, str], Step | None] = {}
        """What others call, in a role; of callbacks and tasks also the first place where they are handed over."""
        self.answers: dict[int, set[Answer]] = {}
        self.response_classes: dict[ResponseClass, None] = {}
        self.default_response_classes: set[str] = set()
        self.annotated: dict[tuple[int, int], Value] = {}
        self.stack: list[Key] = []
        self.running: set[Key] = set()
        self.dirty: dict[Key, None] = {}
        self.meanings: dict[tuple[str, str, int], Meaning] = {}
        self.all_ran = False
        self.begun = 0
        """Functions and modules that began to run; what is looked up meanwhile may be another thing afterwards."""
        self.ways: dict[tuple[str, str], Way | None] = {}
        """How methods of outside classes take functions, by class and method."""
        self.outside: dict[str, Value] = {}
        """What names of other libraries are bound to, by module and name."""
        self.outside_members: dict[tuple[str, str], tuple[Value, bool]] = {}
        self.written: set[int] = set()

    # -- scopes and modules

    def scope(self, owner: object, parent: int) -> int:
        """Give the scope of an owner, the same one each time it runs."""
        number = self.scope_of.get(owner)
        if number is None:
            number = self.scope_of[owner] = len(self.scopes)
            self.scopes.append(Scope(parent))
        return number

    def module(self, path: str) -> int:
        """Give the scope of a module, running its top level the first time."""
        number = self.module_names.get(path)
        if number is not None:
            return number
        self.begun += 1
        number = self.module_names[path] = self.scope(path, -1)
        facts = self.project.files.get(path)
        if facts is not None:
            summary = self.module_summaries[path] = Summary()
            frame = Frame(self, path, "<module>", number, summary)
            frame.imports = True
            statements.run(frame, facts.body)
        return number

    def run_modules(self) -> None:
        """Run the top level of every module; after that their names change only with `write` and `write_outer`."""
        for path in self.project.files:
            self.module(path)
        self.all_ran = True

    def outer_frame(self, number: int) -> Frame:
        """Give a frame in which a function's signature means what it says."""
        return self.module_frame(self.project.functions[number].path)

    def module_frame(self, path: str) -> Frame:
        """Give a frame that knows the names of a module, and whose effects nobody hears of."""
        return self.scope_frame(path, self.module(path))

    def scope_frame(self, path: str, scope: int) -> Frame:
        """Give one that knows the names of a scope in that module: of a function in which others are defined."""
        frame = Frame(self, path, "<signature>", scope, Summary())
        frame.names = self.scopes[scope].names
        frame.imports = True
        return frame

    def scratch(self) -> Frame:
        """Give a frame whose effects nobody hears of."""
        return Frame(self, "", "<elsewhere>", self.scope("scratch", -1), Summary())

    # -- functions

    def key(self, number: int, env: int, bound: Type | None, args: tuple[Value, ...]) -> Key:
        """Name one way to run a function; past the bound of variants, the one without arguments."""
        if args and not args[-1]:
            known = len(args) - 1
            while known and not args[known - 1]:
                known -= 1
            args = args[:known]
        key = Key(number, env, bound, args)
        if args and key not in self.memo:
            variants = self.variants[number, env] = self.variants[number, env] + 1
            if variants > VARIANTS and (variants > HANDED or not any(map(_is_callable, args))):
                return Key(number, env, bound)
        return key

    def summary(self, key: Key) -> Summary:
        """Give what running `key` does, as far as it is known by now."""
        if self.stack:
            self.callers[key][self.stack[-1]] = None
        found = self.memo.get(key)
        if found is None:
            if len(self.stack) >= NESTING:
                self.dirty[key] = None
                return Summary()
            found = self.run(key)
        return found

    def run(self, key: Key) -> Summary:
        """Run a function anew."""
        if key in self.running:
            return self.memo[key]
        self.begun += 1
        self.runs[key] += 1
        before = self.memo.get(key)
        summary = Summary()
        self.memo[key] = before or summary
        self.running.add(key)
        self.stack.append(key)
        try:
            self._activate(key, summary)
        finally:
            self.stack.pop()
            self.running.discard(key)
        self.memo[key] = summary
        old = _NOTHING if before is None else before.state()
        if summary.state() != old and (before is not None or key in self.callers):
            asking = self.stack[-1] if self.stack and before is None else None
            self._touch([caller for caller in self.callers[key] if caller != asking])
        return summary

    def declare(self, key: Key) -> None:
        """Read what a function says of its parameters, such as what they depend on, and do not run it."""
        self._begin(key, Summary())

    def _begin(self, key: Key, summary: Summary) -> Frame:
        ref = self.project.functions[key.number]
        self.module(ref.path)
        frame = Frame(self, ref.path, ref.fact.qualname, self.scope(key, key.env), summary)
        frame.bound, frame.cls, frame.number = key.bound, ref.cls, key.number
        frame.shared = ref.fact.nests
        bind_parameters(frame, key)
        return frame

    def _activate(self, key: Key, summary: Summary) -> None:
        frame = self._begin(key, summary)
        if not statements.run(frame, self._body(key.number)):
            summary.beside = join(summary.beside, frame.beside)

    def _body(self, number: int) -> tuple[Node, ...]:
        """Unpack a body once: every third runs again, with other arguments or because an answer has grown."""
        body = self.bodies.get(number)
        if body is None:
            body = self.bodies[number] = self.project.functions[number].fact.body
        return body

    def _touch(self, keys: Sequence[Key]) -> None:
        for key in keys:
            if self.runs[key] < RERUNS:
                self.dirty[key] = None

    def settle(self) -> None:
        """Run again whatever saw an answer that has grown since."""
        while self.dirty:
            key = next(iter(self.dirty))
            del self.dirty[key]
            self.run(key)

    # -- the store

    def place(self, slot: Slot) -> Place:
        """Give a place that outlives functions."""
        place = self.places.get(slot)
        if place is None:
            place = self.places[slot] = Place()
        return place

    def look(self, slot: Slot) -> Place:
        """Give such a place, and remember who looked."""
        place = self.places.get(slot)
        if place is None:
            place = self.places[slot] = Place()
        if self.stack:
            place.readers[self.stack[-1]] = None
        return place

    def read(self, slot: Slot) -> Value:
        """Read a place that outlives functions."""
        return self.look(slot).value

    def note(self, places: Sequence[Place]) -> None:
        """Remember who looked at places whose values are known."""
        if self.stack:
            asking = self.stack[-1]
            for place in places:
                place.readers[asking] = None

    def write(self, slot: Slot, value: Value) -> None:
        """Join a value into such a place."""
        value = unnumbered(shallow(value))
        if not value:
            return
        place = self.place(slot)
        new = join(place.value, value)
        if new != place.value:
            place.value = new
            if slot[0][0] == "g":
                self.meanings.clear()
            if slot[1] not in self.named:
                self.named.add(slot[1])
                self._end_waiting(slot[1])
            self._touch([reader for reader in place.readers if reader not in self.running])

    def await_name(self, name: str, owner: int | str) -> None:
        """Remember that the running function asked for an attribute that nothing has written yet, of any object.

        The owner is a class of the project by its number, or an outside one by the name of its place.
        """
        if self.stack:
            self.unwritten[name][self.stack[-1], owner] = None

    def _end_waiting(self, name: str) -> None:
        """Make readers of a name's places of those who asked while there was none."""
        for key, owner in self.unwritten.pop(name, ()):
            if key in self.running:
                continue
            places = (
                self.hierarchy.places(owner, name) if isinstance(owner, int) else (self.place((owner, name)),)
            )
            for place in places:
                place.readers[key] = None

    def run_writers(self, numbers: Sequence[int], limit: int) -> None:
        """Run functions for what they write, once each, with nothing known of their arguments."""
        if self.written.issuperset(numbers):
            return
        for number in numbers[:limit]:
            if number in self.written or len(self.stack) >= NESTING:
                continue
            self.written.add(number)
            ref = self.project.functions[number]
            if ref.fact.qualname.count(".") and ref.cls < 0:
                continue
            bound = self.hierarchy.receiver(ref.cls) if ref.cls >= 0 else None
            self.summary(Key(number, self.module(ref.path), bound))

    def write_outer(self, frame: Frame, name: str, value: Value) -> None:
        """Assign a name declared `global` or `nonlocal`."""
        self.meanings.clear()
        scope = frame.scope.parent
        while scope >= 0:
            names = self.scopes[scope].names
            if name in names:
                names[name] = join(names[name], value)
            scope = self.scopes[scope].parent
        self.write((f"g:{frame.path}", name), value)


_NOTHING = Summary().state()


def _is_callable(value: Value) -> bool:
    """Claim that an argument is a function, or made of one."""
    return any(isinstance(item, Func | Lambda | Partial) for item in value)
