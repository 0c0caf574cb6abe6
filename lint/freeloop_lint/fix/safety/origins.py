"""Where the objects come from that a function body handles: made in it, handed to it, or older than the call.

An origin is a set of names of parameters, and `OLDER` for what outlives the call; what the call makes itself has none.
Names are followed through assignments, loops and `with`; what a call gives is asked of `Called`.
"""

from typing import TYPE_CHECKING, NamedTuple

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.program.values import External, Inst, Obj, Seq, Text, Tup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from freeloop_lint.facts.form import Node
    from freeloop_lint.interpret.frame import Frame

OLDER = ""
"""Stands for the application, its modules, and whatever they hold."""


class Origin(NamedTuple):
    """Where an object comes from, and where what it holds does: `list(rows)` is new, its elements are not."""

    itself: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()

    def __or__(self, other: object) -> "Origin":
        """Join both."""
        return (
            Origin(self.itself | other.itself, self.parts | other.parts)
            if isinstance(other, Origin)
            else self
        )

    @property
    def part(self) -> "Origin":
        """Where one of its elements comes from."""
        return Origin(self.parts, self.parts)


NEW = Origin()


def named(name: str) -> Origin:
    """Give the origin of a parameter, or of what is `OLDER`."""
    return Origin(frozenset({name}), frozenset({name}))


_PARTS = frozenset({"get", "items", "setdefault", "values"})
"""Methods of containers that give what these hold. What `pop` takes out nobody else is given."""
_VIEWS = frozenset({"ravel", "reshape", "squeeze", "swapaxes", "transpose", "view"})
"""Methods of arrays, and functions of numpy, that give the same numbers in another form."""
_HOLDING = frozenset({
    "chain", "copy", "dict", "enumerate", "filter", "iter", "list", "reversed", "set", "sorted", "tuple", "zip",
})  # fmt: skip
"""Calls that make something new of the elements of what they are given."""
_TAKING = frozenset({"max", "min", "next"})
_SAME = frozenset({"getattr", "vars"})
_KEPT = frozenset({"current_thread", "getLogger", "getcontext", "globals", "type"})
"""Calls that give what is there before them."""


class Names:
    """The names of a running body, and the origin of each; `outer` are those of functions that it stands in."""

    def __init__(
        self, frame: "Frame", outer: "Iterable[str]", called: "Callable[[Node], Origin | None]"
    ) -> None:
        self.frame = frame
        self.outer = frozenset(outer)
        self.called = called
        self.known: dict[str, Origin] = {}
        self.declared: set[str] = set()

    def of_name(self, name: str) -> Origin:
        """Give the origin of what a name stands for."""
        if name in self.known and name not in self.declared:
            return self.known[name]
        if name in self.outer:
            return named(name)
        is_caught = (
            self.frame.number >= 0 and not evaluate(self.frame, (form.NAME, name)) and self._is_local(name)
        )
        return NEW if is_caught else named(OLDER)

    def _is_local(self, name: str) -> bool:
        """Claim that a name is none of the module: what `except` and `case` bind is not kept."""
        machine, path = self.frame.machine, self.frame.path
        known = machine.scopes[machine.module(path)].names
        return name not in known and name not in self.declared and not machine.stars.get(path)

    def of(self, node: "Node") -> Origin:  # noqa: PLR0911 - one answer per form
        """Give the origin of what an expression gives."""
        opcode = node[0]
        if opcode == form.NAME:
            return self.of_name(node[1])
        if opcode == form.ATTR:
            base = self.of(node[1])
            # what hangs on a request's state may be what the lifespan put there
            inside = node[1][0] == form.ATTR and node[1][2] == "state"
            older = bool(base.itself and (node[2] == "app" or inside)) or node[2] == "__class__"
            older |= node[1][0] == form.NAME and self._is_of_class(node)
            return named(OLDER) if older else Origin(base.itself, base.itself)
        if opcode == form.SUBSCRIPT:
            base = self.of(node[1])
            if node[2][:2] != (form.SEQ, "slice"):
                return base.part
            return Origin(frozenset() if self._is_copied(node[1]) else base.itself, base.parts)
        if opcode == form.CALL:
            found = self.called(node)
            return self._of_outside_call(node) if found is None else found
        if opcode in {form.AWAIT, form.STAR}:
            return self.of(node[1])
        if opcode == form.WALRUS:
            return self.of(node[2])
        if opcode == form.COMPREHENSION:
            element = self.of(node[3])
            return Origin(frozenset(), element.parts if node[1] == "dict" else element.itself)
        return self._of_several(node)

    def _is_of_class(self, node: "Node") -> bool:
        """Claim that all objects of a class have an attribute in common: a container in its body."""
        hierarchy, classes = self.frame.machine.hierarchy, self.frame.machine.project.classes
        owners = [
            classes[number]
            for item in evaluate(self.frame, node[1])
            if isinstance(item, Inst)
            for number in hierarchy.order(item.number)
            if isinstance(number, int)
        ]
        return any(
            statement[0] == form.ASSIGN
            and (form.NAME, node[2]) in statement[1]
            and statement[2][0] in {form.SEQ, form.MAP, form.COMPREHENSION}
            for owner in owners
            for statement in owner.fact.body
        ) and not any(self._makes(owner.methods.get("__init__", -1), node[2]) for owner in owners)

    def _makes(self, number: int, name: str) -> bool:
        """Claim that a function assigns an attribute of that name."""
        body = self.frame.machine.project.functions[number].fact.body if number >= 0 else ()
        targets = [target for node in walk(body) if node[0] == form.ASSIGN for target in node[1]]
        return any(target[0] == form.ATTR and target[2] == name for target in targets)

    def _of_several(self, node: "Node") -> Origin:
        opcode = node[0]
        found = NEW
        if opcode in {form.SEQ, form.MAP}:
            items = node[2]
            for item in items:
                origin = self.of(item)
                found |= Origin(frozenset(), origin.parts if item[0] == form.STAR else origin.itself)
        elif opcode in {form.CHOICE, form.EITHER}:
            for item in node[2:] if opcode == form.CHOICE else node[1]:
                found |= self.of(item)
        elif opcode == form.OTHER and len(node) > 2:  # noqa: PLR2004 - `a and b` gives the last
            found = self.of(node[2])
        return found

    def _of_outside_call(self, node: "Node") -> Origin:
        func: Node = node[1]
        if func[0] == form.ATTR and func[2] in _VIEWS:
            is_function = any(isinstance(item, External) for item in evaluate(self.frame, func[1]))
            return self.of(node[2][0] if is_function and node[2] else func[1])
        if func[0] == form.ATTR and func[2] in _PARTS and self._is_container(func[1]):
            return self.of(func[1]).part
        name = form.last_name(func)
        given = NEW
        for arg in node[2]:
            given |= self.of(arg)
        if name in _KEPT:
            return named(OLDER)
        if name in _TAKING:
            return given.part
        if name in _HOLDING:
            held = self.of(func[1]).parts if func[0] == form.ATTR and not node[2] else given.parts
            return Origin(frozenset(), held)
        return given if name in _SAME else NEW

    def _is_container(self, node: "Node") -> bool:
        """Claim that an expression gives a container, or what is not known."""
        return all(isinstance(item, Seq | Tup) or _is_builtin(item) for item in evaluate(self.frame, node))

    def _is_copied(self, node: "Node") -> bool:
        """Claim that a slice of an expression is new, as one of an array is not."""
        found = evaluate(self.frame, node)
        return bool(found) and all(isinstance(item, Seq | Tup | Text) or _is_builtin(item) for item in found)

    def bind(self, target: "Node", origin: Origin, value: "Node | None" = None) -> None:
        """Join an origin to those of the names of a target."""
        if target[0] == form.NAME:
            self.known[target[1]] = self.known.get(target[1], NEW) | origin
        elif target[0] == form.STAR:
            self.bind(target[1], Origin(frozenset(), origin.parts))
        elif target[0] == form.SEQ:
            several = value is not None and value[0] == form.SEQ and len(value[2]) == len(target[2])
            for number, item in enumerate(target[2]):
                inner = value[2][number] if several and value is not None else None
                self.bind(item, origin.part if inner is None else self.of(inner), inner)

    def take(self, node: "Node") -> None:
        """Bind the names that one node binds."""
        opcode = node[0]
        if opcode == form.ASSIGN:
            origin = self.of(node[2])
            for target in node[1]:
                self.bind(target, origin, node[2])
        elif opcode == form.ANNOTATED:
            self.bind(node[1], NEW if node[3] is None else self.of(node[3]))
        elif opcode in {form.FOR, form.COMPREHENSION}:
            for target, iterable, *_ in node[2] if opcode == form.COMPREHENSION else (node[1:],):
                self._bind_turn(target, iterable)
        elif opcode == form.WITH:
            for context, target, _ in node[1]:
                if target is not None:
                    self.bind(target, self.of(context))
        else:
            self._take_names(node)

    def _bind_turn(self, target: "Node", iterable: "Node") -> None:
        """Bind what one turn of a loop takes; of `zip` each name has a source of its own."""
        sources = iterable[2] if iterable[0] == form.CALL and form.dotted(iterable[1]) == "zip" else ()
        if target[0] == form.SEQ and len(target[2]) == len(sources):
            for inner, source in zip(target[2], sources, strict=True):
                self.bind(inner, self.of(source).part)
        else:
            self.bind(target, self.of(iterable).part)

    def _take_names(self, node: "Node") -> None:
        opcode = node[0]
        if opcode == form.WALRUS:
            self.bind((form.NAME, node[1]), self.of(node[2]))
        elif opcode == form.IMPORT:
            for name, module, *_ in node[1]:
                self.bind((form.NAME, name or module.partition(".")[0]), named(OLDER))
        elif opcode == form.LAMBDA:
            for name in node[1]:
                self.bind((form.NAME, name), NEW)
        elif opcode == form.GLOBAL:
            self.declared.update(node[1])


def _is_builtin(item: object) -> bool:
    return isinstance(item, Obj) and "." not in item.name
