"""Run statements over a frame."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from freeloop_lint.contexts import frameworks
from freeloop_lint.facts import form
from freeloop_lint.facts.branches import kept
from freeloop_lint.facts.form import Node
from freeloop_lint.interpret import beside
from freeloop_lint.interpret.calling import given
from freeloop_lint.interpret.names.annotations import read_annotation
from freeloop_lint.interpret.names.imports import bind_imports
from freeloop_lint.interpret.syntax import asks, decorators, expressions, iteration, targets, turns
from freeloop_lint.interpret.syntax.expressions import TABLE as EVALUATE
from freeloop_lint.program.values import EMPTY, LAZY, Cls, External, Func, Obj, Type, Value, join, one

if TYPE_CHECKING:
    from freeloop_lint.interpret.frame import Frame

Names: TypeAlias = "dict[str, Value]"


def run(frame: "Frame", statements: Sequence[Node]) -> bool:
    """Run statements in order; claim that control does not leave at their end."""
    for statement in statements:  # noqa: SIM110 - a loop is twice as fast here
        if TABLE[statement[0]](frame, statement):
            return True
    return False


def _assign(frame: "Frame", node: Node) -> bool:
    value = EVALUATE[node[2][0]](frame, node[2])
    if node[3] is not None and node[2][0] != form.SEQ:
        _iterate_once(frame, node, value)
    for target in node[1]:
        if target[0] == form.NAME:
            frame.bind(target[1], value)
        else:
            targets.assign(frame, target, value)
    return False


def _iterate_once(frame: "Frame", node: Node, value: Value) -> None:
    """Run what `first, *rest = rows()` and `kept[:] = rows()` do to a value that is made while it is iterated."""
    lazy = frozenset(item for item in value if isinstance(item, LAZY))
    if lazy:
        iteration.iterate(frame, lazy, node[3], node[2])


def _annotated(frame: "Frame", node: Node) -> bool:
    declared = read_annotation(frame, node[2])
    value = EMPTY if node[3] is None else EVALUATE[node[3][0]](frame, node[3])
    targets.assign(frame, node[1], _with_elements(value, declared) or declared)
    return False


def _with_elements(value: Value, declared: Value) -> Value:
    """Say of `jobs: ContextVar[Job] = ContextVar("job")` what it holds."""
    if not any(isinstance(item, Obj) and item.args for item in declared):
        return value
    said = {item.name: item for item in declared if isinstance(item, Obj) and item.args}
    return frozenset(
        said.get(item.name, item) if isinstance(item, Obj) and not item.args else item for item in value
    )


def _augmented(frame: "Frame", node: Node) -> bool:
    value = asks.in_place(frame, node)
    if value is None:
        value = expressions.binary(frame, (form.BINARY, node[2], node[1], node[3], node[4]))
    if node[1][0] == form.NAME and value:
        frame.bind(node[1][1], value)
    elif node[1][0] == form.ATTR:
        targets.access(frame, expressions.evaluate(frame, node[1][1]), node[1], "setter", (value,))
    elif value:
        targets.fill(frame, node[1], EMPTY)
    return False


def _expr(frame: "Frame", node: Node) -> bool:
    EVALUATE[node[1][0]](frame, node[1])
    return False


def _return(frame: "Frame", node: Node) -> bool:
    value = EVALUATE[node[1][0]](frame, node[1])
    frame.summary.returns = join(frame.summary.returns, value)
    frame.summary.beside = join(frame.summary.beside, frame.beside)
    return True


def _leave(frame: "Frame", node: Node) -> bool:
    EVALUATE[node[1][0]](frame, node[1])
    return True


def _branches(frame: "Frame", blocks: Sequence[Callable[[], bool]]) -> bool:
    """Run alternatives from the same state and join those that reach the end."""
    before, running = frame.names, frame.beside
    ends: list[Names] = []
    after = EMPTY
    for block in blocks:
        frame.names, frame.beside = dict(before), running
        if not block():
            ends.append(frame.names)
            after = join(after, frame.beside)
    frame.beside = after
    if not ends:
        frame.names = before
        return True
    frame.names = _merge(ends)
    return False


def _maybe(frame: "Frame", block: Callable[[], bool]) -> bool:
    """Run what may be passed over: `_branches` of it and of nothing."""
    before, running = frame.names, frame.beside
    frame.names = dict(before)
    if block():
        frame.names, frame.beside = before, running
    else:
        frame.names, frame.beside = _merge([frame.names, before]), join(running, frame.beside)
    return False


def _merge(ends: list[Names]) -> Names:
    """Join what names may be at the ends of alternatives; the first is changed, and nobody else's by now."""
    merged = ends[0]
    for other in ends[1:]:
        for name, value in other.items():
            known = merged.get(name)
            if known is not value:
                merged[name] = value if known is None else join(known, value)
    return merged


def _if(frame: "Frame", node: Node) -> bool:
    test: Node = node[1]
    kind: int = node[4]
    value = EVALUATE[test[0]](frame, test)
    if node[5] is not None and (value or test[0] == form.OTHER):
        asks.truth(frame, value, test, node[5])
    if kind == form.ALWAYS:
        return run(frame, node[2])
    if kind == form.TYPES:
        return _for_types_only(frame, node[2])

    outer = frame.asked
    asked = outer or given.asked(frame, test)

    def positive() -> bool:
        if test[0] == form.CALL:
            targets.narrow(frame, test)
        outside = frame.guarded, frame.odd
        frame.asked = asked
        frame.guarded |= kind & form.ONCE > 0 and _outlives(frame, test)
        frame.odd |= kind & form.ODD > 0
        left = run(frame, node[2])
        frame.guarded, frame.odd = outside
        frame.asked = outer
        return left

    def negative() -> bool:
        frame.asked = asked if asked is outer else asked and asked._replace(holds=False)
        left = run(frame, node[3])
        frame.asked = outer
        return left

    guarded = frame.guarded
    left = _branches(frame, (positive, negative)) if node[3] else _maybe(frame, positive)
    frame.guarded = guarded or (kind == form.KEPT and _sets(frame, kept(test)))
    return left


def _for_types_only(frame: "Frame", body: Sequence[Node]) -> bool:
    """Learn the names that `if TYPE_CHECKING:` binds; its body never runs."""
    outside, frame.odd = frame.odd, True
    left = run(frame, body)
    frame.odd = outside
    return left


def _sets(frame: "Frame", subject: Node) -> bool:
    """Claim that the running function sets a name or an attribute that later calls see."""
    if subject[0] == form.NAME:
        return subject[1] in frame.declared
    fact = frame.machine.project.functions[frame.number].fact if frame.number >= 0 else None
    return fact is not None and subject[2] in fact.attributes


def _outlives(frame: "Frame", test: Node) -> bool:
    """Claim that what a test looks at is seen by later calls, too: a name of the function itself is not."""
    subject: Node = test[1][0]
    return bool(subject[0] != form.NAME or subject[1] in frame.declared)


def _for(frame: "Frame", node: Node) -> bool:
    _, target, iterable, body, orelse, is_async, position = node
    value = expressions.evaluate(frame, iterable)
    element = iteration.iterate(frame, value, position, iterable, is_async=is_async)
    if not is_async:
        turns.note(frame, turns.of_range(value), position, body)

    def loop() -> bool:
        targets.assign(frame, target, element)
        return _turn(frame, body)

    _maybe(frame, loop)
    return run(frame, orelse)


def _while(frame: "Frame", node: Node) -> bool:
    value = EVALUATE[node[1][0]](frame, node[1])
    asks.truth(frame, value, node[1], node[4])
    turns.count(frame, node[1], node[2], node[4])
    _maybe(frame, lambda: _turn(frame, node[2]))
    return run(frame, node[3])


def _turn(frame: "Frame", body: Sequence[Node]) -> bool:
    """Run the body of a loop: again when it starts what runs beside the next turn."""
    running = frame.beside
    run(frame, body)
    if frame.beside - running:
        run(frame, body)
    return False


def _with(frame: "Frame", node: Node) -> bool:
    _, items, body, is_async = node
    entered: list[Value] = []
    running = frame.beside
    for context, target, position in items:
        value = expressions.evaluate(frame, context)
        entered.append(iteration.enter(frame, value, position, context, is_async=is_async))
        if target is not None:
            targets.assign(frame, target, entered[-1])
    left = run(frame, body)
    for value, item in zip(entered, items, strict=True):
        iteration.leave(frame, value, item, body)
    if is_async and any(map(beside.waits, entered)):
        frame.beside = running
    return left


def _try(frame: "Frame", node: Node) -> bool:
    _, body, handlers, orelse, final = node
    before = dict(frame.names)
    left = run(frame, body)
    after = frame.names
    ends: list[Names] = []
    if not left:
        left = run(frame, orelse)
        if not left:
            ends.append(frame.names)
    outside, frame.failing = frame.failing, True
    for handler in handlers:
        frame.names = _merge([dict(before), after])
        if not run(frame, handler):
            ends.append(frame.names)
    frame.failing = outside
    frame.names = _merge(ends) if ends else _merge([before, after])
    return run(frame, final) or not ends


def _match(frame: "Frame", node: Node) -> bool:
    EVALUATE[node[1][0]](frame, node[1])
    blocks = [lambda case=case: _case(frame, *case) for case in node[2]]
    _branches(frame, (*blocks, lambda: False))
    return False


def _case(frame: "Frame", guard: Node, body: Sequence[Node]) -> bool:
    EVALUATE[guard[0]](frame, guard)
    return run(frame, body)


def _def(frame: "Frame", node: Node) -> bool:
    number: int = frame.machine.project.first_function[frame.path] + node[1]
    fact = frame.machine.project.functions[number].fact
    made = Func(number, frame.enclosing)
    for param in fact.params if frame.number >= 0 else ():
        if param.default is not None:
            expressions.evaluate(frame, param.default)
    if fact.is_async and len(fact.params) == 3:  # noqa: PLR2004 - scope, receive and send
        frameworks.note_application(frame, made)
    value = one(made)
    for decorator in reversed(fact.decorators):
        value = decorators.apply(frame, decorator, value)
    frame.bind(fact.name, value)
    return False


def _class(frame: "Frame", node: Node) -> bool:
    from freeloop_lint.interpret.frame import Frame as NewFrame  # noqa: PLC0415 - frame is typed with this layer

    machine = frame.machine
    number: int = machine.project.first_class[frame.path] + node[1]
    fact = machine.project.classes[number].fact
    bases: list[Type] = []
    for base in fact.bases:
        bases.extend(_class_of(frame, base))
    for _, value in fact.keywords:
        expressions.evaluate(frame, value)
    scope = machine.scope(("class", number), frame.enclosing)
    machine.hierarchy.define(number, tuple(bases), scope)
    frame.bind(fact.name, one(Cls(number)))
    inner = NewFrame(machine, frame.path, fact.qualname, scope, frame.summary)
    inner.enclosing = frame.enclosing
    inner.cls = number

    def body() -> None:
        run(inner, fact.body)
        machine.hierarchy.forget(number)

    if frame.function == "<module>" and not _hands_over(frame, fact.methods):
        machine.hierarchy.later(number, body)
    else:
        body()
    decorated = one(Cls(number))
    for decorator in reversed(fact.decorators):
        decorated = decorators.apply(frame, decorator, decorated)
    return False


def _hands_over(frame: "Frame", methods: tuple[tuple[str, int], ...]) -> bool:
    """Claim that a class body may hand its methods to a framework: one is decorated by a call."""
    functions = frame.machine.project.files[frame.path].functions
    return any(node[0] == form.CALL for _, number in methods for node in functions[number].decorators)


def _class_of(frame: "Frame", node: Node) -> list[Type]:
    """Give the classes that a base expression names, the generic's own for `Base[T]`."""
    if node[0] == form.SUBSCRIPT:
        node = node[1]
    return [item for item in expressions.evaluate(frame, node) if isinstance(item, Cls | External)]


def _import(frame: "Frame", node: Node) -> bool:
    bind_imports(frame, node[1])
    return False


def _global(frame: "Frame", node: Node) -> bool:
    if frame.function != "<module>":
        frame.declared.update(node[1])
    return False


def _delete(frame: "Frame", node: Node) -> bool:
    for name in node[1]:
        frame.names.pop(name, None)
    for target in node[2]:
        base = expressions.evaluate(frame, target[1])
        if target[0] == form.ATTR:
            targets.access(frame, base, target, "deleter", ())
        else:
            expressions.evaluate(frame, target[2])
            asks.ask(frame, base, ("__delitem__",), target[3], f"del {form.dotted(target)}")
    return False


TABLE: dict[int, Callable[["Frame", Node], bool]] = {
    form.ASSIGN: _assign,
    form.ANNOTATED: _annotated,
    form.AUGMENTED: _augmented,
    form.EXPR: _expr,
    form.RETURN: _return,
    form.IF: _if,
    form.FOR: _for,
    form.WHILE: _while,
    form.WITH: _with,
    form.TRY: _try,
    form.DEF: _def,
    form.CLASS: _class,
    form.IMPORT: _import,
    form.GLOBAL: _global,
    form.LEAVE: _leave,
    form.MATCH: _match,
    form.DELETE: _delete,
}
