"""What one function body changes, and what it gives."""

from typing import TYPE_CHECKING, cast

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk
from freeloop_lint.fix.safety.callees import Effect, argument, given, keys, mapped
from freeloop_lint.fix.safety.exclusive import asked, is_cached_without_lock, needs_turns
from freeloop_lint.fix.safety.origins import NEW, OLDER, Names, Origin, named
from freeloop_lint.fix.safety.special import answered
from freeloop_lint.fix.safety.threads import is_for_thread
from freeloop_lint.fix.safety.walks import Titles, container, parts, walked
from freeloop_lint.fix.safety.writers import FILLS, FIRST, WRITES, is_for_process, is_opened, names_a_file
from freeloop_lint.interpret.calling.binding import bind_parameters
from freeloop_lint.interpret.calling.outside import is_buffer
from freeloop_lint.interpret.frame import Frame, Scope
from freeloop_lint.interpret.summary import Summary
from freeloop_lint.interpret.syntax.expressions import evaluate
from freeloop_lint.interpret.syntax.statements import run
from freeloop_lint.program.values import (
    External,
    Func,
    Inst,
    Key,
    Method,
    Module,
    Obj,
    Seq,
    one,
    ordered,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.fix.safety.callees import Effects, Walks
    from freeloop_lint.interpret.machine import Machine
    from freeloop_lint.program.values import Type


def needs_lock(name: str) -> str:
    """Say what making a function `def` then needs."""
    return f"where requests run side by side: `{name}` then needs a lock"


MAY_CHANGE = "where requests run side by side: `{}` may then change while it is iterated"
WATCHED = "(...)"
CONTEXT = "contextvars.ContextVar"
_SCALARS = frozenset({"bool", "bytes", "complex", "float", "int", "str"})
THREADS_OWN = one(Obj("threading.local"))
_LOCKS = frozenset({"threading.Lock", "threading.RLock", "multiprocessing.Lock", "multiprocessing.RLock"})
_QUEUES = frozenset({"queue.LifoQueue", "queue.PriorityQueue", "queue.Queue", "queue.SimpleQueue"})
"""Made for threads that share them."""
_SIMPLE = frozenset({form.ASSIGN, form.EXPR, form.RETURN})
_NAMED = frozenset({form.NAME, form.ATTR, form.SUBSCRIPT, form.CALL})
_LATER = frozenset({"add_task"})
"""Calls that run what they are given in a thread, whoever makes them."""


class Body:
    """One function: run once more for the types of its names, then read statement by statement.

    What the call at `watched` gives counts as a parameter of the name `WATCHED`; nothing is then moved to threads.
    """

    def __init__(
        self, machine: "Machine", key: Key, effect: "Effects", watched: "Position | None" = None
    ) -> None:
        self.machine = machine
        self.watched = watched
        self.of_function = effect
        ref = machine.project.functions[key.number]
        self.fact = ref.fact
        self.reason = ""
        self.fills: dict[str, str] = {}
        self.walks: Walks = {}
        self.answers: Walks = {}
        self.titles = Titles(ref.fact)
        self.gives = NEW
        env = key.env if key.env >= 0 else machine.module(ref.path)
        frame = Frame(machine, ref.path, ref.fact.qualname, machine.scope(key, env), Summary())
        frame.bound, frame.cls, frame.number = key.bound, ref.cls, key.number
        frame.scope = Scope(env)
        bind_parameters(frame, key)
        self.body = machine.bodies.get(key.number) or ref.fact.body
        run(frame, self.body)
        frame.names = frame.scope.names
        self.frame = frame
        self.names = Names(frame, self._enclosing(env), self._called)
        self.names.known.update({param.name: named(param.name) for param in ref.fact.params})

    def _enclosing(self, env: int) -> "Iterator[str]":
        """List the names of the functions that this one is defined in."""
        scopes = self.machine.scopes
        while scopes[env].parent >= 0:
            yield from scopes[env].names
            env = scopes[env].parent

    def effect(self) -> Effect:
        """Read the body."""
        self._block(self.body)
        return Effect(self.reason, self.fills, self.gives, self.walks, self.answers)

    def _block(self, statements: "tuple[Node, ...]") -> None:
        for statement in statements:
            if self._is_known():  # it is its callers', too, and nothing else of it matters
                return
            if statement[0] == form.WITH and not self._is_locked(statement[1]):
                self._read((statement[0], statement[1], (), statement[3]))
                self._block(statement[2])
            elif statement[0] == form.TRY:
                self._block(statement[1])
                self._read(statement[2:])
            else:
                self._read(statement)

    def _read(self, statement: "Node") -> None:
        """Bind what a statement binds, twice where one in it may come after its use, and note what it changes."""
        nodes = walk(statement)
        simple = statement[0] in _SIMPLE
        for _ in range(1 if simple else 2):
            for node in reversed(nodes):
                self.names.take(node)
        for node in nodes:
            self._note_given(node)
        for node in nodes if simple else walk(self._unguarded(statement)):
            if self._is_known():
                return
            self._note(node)
        if statement[0] == form.ASSIGN and len(statement[1]) == 1:
            self._rebind(statement[1][0], statement[2])

    def _unguarded(self, item: object) -> object:
        """Leave out what is done below `with lock:`."""
        if not isinstance(item, tuple):
            return item
        parts = cast("tuple[object, ...]", item)
        is_with = (
            bool(parts) and parts[0] == form.WITH and isinstance(parts[1], tuple)
        )  # else it is a position
        if is_with and self._is_locked(cast("Node", parts[1])):
            return ()
        return tuple(map(self._unguarded, parts))

    def _is_locked(self, items: "tuple[Node, ...]") -> bool:
        return any(
            isinstance(item, Obj) and item.name in _LOCKS and bool(self.names.of(context).itself)
            for context, *_ in items
            for item in evaluate(self.frame, context)
        )

    def _rebind(self, target: "Node", value: "Node") -> None:
        """Forget what a name stood for before an assignment that is always made: `rows = list(rows)`."""
        if target[0] == form.NAME:
            origin = self.names.of(value)
            self.names.known[target[1]] = NEW
            self.names.bind(target, origin)

    def _note_given(self, node: "Node") -> None:
        if node[0] in {form.RETURN, form.YIELD}:
            self.gives |= self.names.of(node[1])
            self._note_walks(parts(node[1]), self.answers)
        elif node[0] == form.YIELD_FROM:
            self.gives |= self.names.of(node[1]).part

    def _note(self, node: "Node") -> None:
        self._note_walks(walked(node), self.walks)
        for receiver, name in answered(self.frame, node):
            self._note_special(receiver, name, receiver)
        for used in asked(node):
            self._note_exclusive(evaluate(self.frame, used), used)
        opcode = node[0]
        if opcode == form.CALL:
            self._note_call(node)
        elif opcode == form.ATTR:
            self._note_attribute(node)
        elif opcode == form.GLOBAL and node[1]:
            self._change(self.names.of_name(node[1][0]), node[1][0])
        else:
            self._note_targets(node)

    def _note_targets(self, node: "Node") -> None:
        opcode = node[0]
        if opcode == form.AUGMENTED and node[1][0] == form.NAME:
            if any(isinstance(item, Seq) or _is_changeable(item) for item in evaluate(self.frame, node[1])):
                self._change(self.names.of(node[1]), node[1][1])
            return
        targets: tuple[Node, ...] = ()
        if opcode == form.ASSIGN:
            targets = node[1]
        elif opcode in {form.AUGMENTED, form.ANNOTATED, form.FOR}:
            targets = (node[1],)
        elif opcode == form.WITH:
            targets = tuple(item[1] for item in node[1] if item[1] is not None)
            for context, *_ in node[1]:
                for name in ("__enter__", "__exit__"):
                    self._note_special(context, name, context)
        elif opcode == form.DELETE:
            targets = node[2]
        for target in targets:
            self._note_target(target)

    def _note_target(self, target: "Node") -> None:
        if target[0] in {form.ATTR, form.SUBSCRIPT}:
            self._change(self.names.of(target[1]), form.dotted(target))
            method = f"{target[2]}.setter" if target[0] == form.ATTR else "__setitem__"
            self._note_special(target[1], method, target)
        elif target[0] in {form.SEQ, form.STAR}:
            for inner in target[2] if target[0] == form.SEQ else (target[1],):
                self._note_target(inner)

    def _change(self, origin: Origin, label: str) -> None:
        for name in sorted(origin.itself):
            if name == OLDER:
                self.reason = self.reason or needs_lock(label)
            else:
                self.fills.setdefault(name, label)

    def _note_walks(self, nodes: "Iterable[Node]", walks: "Walks") -> None:
        for node in map(container, nodes):
            if node[0] in _NAMED:
                self._walk(self.names.of(node), self.titles.of(node), form.dotted(node), walks)

    def _walk(self, origin: Origin, titles: tuple[str, ...], label: str, walks: "Walks") -> None:
        """Note what is iterated; a parameter has its title where it is given."""
        for name in sorted(origin.itself):
            if titles or name != OLDER:
                walks.setdefault((name, titles), label)

    def _note_attribute(self, node: "Node") -> None:
        """Note a method that changes its object, also where it is not called here, and a property that does."""
        if node[2] in FILLS and not any(isinstance(item, Func) for item in evaluate(self.frame, node)):
            owners = evaluate(self.frame, node[1])
            if not any(_is_library(owner) or _is_queue(owner) for owner in owners):
                self._change(self.names.of(node[1]), form.dotted(node))
        elif node[1][0] == form.NAME:
            if THREADS_OWN & evaluate(self.frame, node[1]):
                self.reason = self.reason or f"in a thread: `{form.dotted(node)}` is each thread's own"
            self._note_special(node[1], node[2], node, "property")

    def _note_special(self, receiver: "Node", name: str, label: "Node", flavour: str = "") -> None:
        """Note what a method does that Python itself calls."""
        for item in evaluate(self.frame, receiver):
            if isinstance(item, Inst):
                for part in self.machine.hierarchy.member(item.number, name)[0]:
                    if isinstance(part, Func) and flavour in {"", part.flavour}:
                        key = Key(part.number, part.env, item)
                        self._pass_on(key, {"": self.names.of(receiver)}, form.dotted(label))

    def _note_call(self, node: "Node") -> None:
        func: Node = node[1]
        label = form.dotted(func)
        last = label.rpartition(".")[2]
        callee = evaluate(self.frame, func)
        for name, value in node[3]:
            if name == "inplace" and value == (form.CONST, True) and func[0] == form.ATTR:
                self._change(self.names.of(func[1]), label)
            elif name == "out" or (name == "file" and last == "print"):
                self._change(self.names.of(value), label)
        if last in FIRST and node[2]:
            self._change(self.names.of(node[2][0]), label)
        if last not in _LATER:
            self._note_handed(node)
        if not any(isinstance(item, Func) for item in callee):
            self._note_write(node, label, last)
        for item in ordered(callee):
            self._note_callee(item, node, label)

    def _note_callee(self, item: "Type", node: "Node", label: str) -> None:
        func: Node = node[1]
        if (isinstance(item, External) and is_for_process(item.name)) or is_cached_without_lock(
            self.machine, item
        ):
            self.reason = self.reason or needs_lock(label)
        elif (isinstance(item, External) and is_for_thread(item.name)) or (
            isinstance(item, Method) and item.owner == CONTEXT and item.name in {"set", "reset"}
        ):
            self.reason = self.reason or f"in a thread: what `{label}` does is then seen there alone"
        else:
            used: Node = func[1] if func[0] == form.ATTR and isinstance(item, Method) else func
            self._note_exclusive((item,), used, label)
        for key, origins in keys(self.names, item, node):
            self._pass_on(key, origins, label, node)

    def _note_exclusive(self, items: "Iterable[Type]", used: "Node", label: str = "") -> None:
        """Note the use of an object that only one thread at a time may use."""
        stays = self.watched is not None and self.fact.is_async
        if not stays and any(needs_turns(self.machine, item) for item in items):
            self._change(self.names.of(used), label if label and self.watched else form.dotted(used))

    def _note_handed(self, node: "Node") -> None:
        """Note what functions do that a call is handed: it may call them."""
        for arg in (*node[2], *(value for _, value in node[3])):
            if arg[0] in {form.NAME, form.ATTR}:
                for item in evaluate(self.frame, arg):
                    if isinstance(item, Func):
                        origins = {"": self.names.of(arg[1])} if arg[0] == form.ATTR else {}
                        self._pass_on(Key(item.number, item.env, item.bound), origins, form.dotted(arg))

    def _note_write(self, node: "Node", label: str, last: str) -> None:
        """Note a call that writes what a file says, unless that is in memory."""
        func: Node = node[1]
        if is_opened(node, last):
            self.reason = self.reason or needs_lock(label)
        elif last in WRITES and "." in label and names_a_file(node, last):
            values = (*node[2], *(value for _, value in node[3]))
            buffers = [value for value in values if is_buffer(evaluate(self.frame, value))]
            if buffers or last in {"write", "writelines"}:
                for value in buffers or [func[1]]:
                    self._change(self.names.of(value), label)
            else:
                self.reason = self.reason or needs_lock(label)

    def _pass_on(self, key: Key, origins: dict[str, Origin], label: str, call: "Node | None" = None) -> None:
        """Take over what a called function does; `origins` are those of its parameters, "" of its receiver."""
        below = self.of_function(key)
        self.reason = self.reason or below.reason
        for name in below.fills:
            self._change(mapped(self.names, key, origins, name), label)
        for (name, titles), iterated in below.walks.items():
            arg = None if titles or call is None else argument(self.names, key, call, name)
            origin = mapped(self.names, key, origins, name) if name else named(OLDER)
            self._walk(origin, titles if arg is None else self.titles.of(arg), iterated, self.walks)

    def _is_known(self) -> bool:
        return bool(self.reason) and self.watched is None

    def _called(self, node: "Node") -> Origin | None:
        if node[4] == self.watched:
            return named(WATCHED)
        return given(self.names, self.of_function, node)


def _is_library(item: object) -> bool:
    return isinstance(item, Module) or (isinstance(item, External) and "." not in item.name)


def _is_queue(item: object) -> bool:
    return isinstance(item, Obj) and item.name in _QUEUES


def _is_changeable(item: object) -> bool:
    return isinstance(item, Obj) and item.name not in _SCALARS
