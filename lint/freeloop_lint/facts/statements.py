"""Lower statements, functions and classes of one file into its facts."""

import ast
import marshal
from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.branches import kind_of
from freeloop_lint.facts.expressions import ROUTING, Scope, lower, many, position
from freeloop_lint.facts.form import NOTHING, Node
from freeloop_lint.facts.model import Class, FileFacts, Function, Import, Param

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class FileLowering:
    """Collects one file's functions, classes and imports while its statements are lowered."""

    def __init__(self) -> None:
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self.imports: list[Import] = []
        self.renamed: dict[str, str] = {}
        """Name → what it is where it is imported from."""
        self.qualname: list[str] = []
        self.owner = -1
        self.table: dict[type, Callable[..., Node | None]] = {
            ast.Expr: self.expr,
            ast.Assign: self.assign,
            ast.AnnAssign: self.annotated,
            ast.AugAssign: self.augmented,
            ast.Return: self.returned,
            ast.If: self.if_,
            ast.For: self.for_,
            ast.AsyncFor: self.for_,
            ast.While: self.while_,
            ast.With: self.with_,
            ast.AsyncWith: self.with_,
            ast.Try: self.try_,
            ast.FunctionDef: self.function,
            ast.AsyncFunctionDef: self.function,
            ast.ClassDef: self.class_,
            ast.Import: self.import_,
            ast.ImportFrom: self.import_from,
            ast.Global: self.global_,
            ast.Nonlocal: self.global_,
            ast.Raise: self.leave,
            ast.Break: self.leave,
            ast.Continue: self.leave,
            ast.Assert: self.assert_,
            ast.Match: self.match,
            ast.Delete: self.delete,
            getattr(ast, "TryStar", ast.Try): self.try_,
        }

    def block(self, statements: "Sequence[ast.stmt]", scope: Scope) -> tuple[Node, ...]:
        """Lower statements in order, dropping those that say nothing."""
        out: list[Node] = []
        table = self.table
        for statement in statements:
            handler = table.get(type(statement))
            if handler is not None:
                lowered = handler(statement, scope)
                if lowered is not None:
                    out.append(lowered)
        return tuple(out)

    def expr(self, node: ast.Expr, scope: Scope) -> Node | None:
        value = lower(node.value, scope)
        return None if value is NOTHING or value[0] == form.CONST else (form.EXPR, value)

    def assign(self, node: ast.Assign, scope: Scope) -> Node:
        for target in node.targets:
            note_target(target, scope)
        targets = tuple([lower(target, scope) for target in node.targets])
        iterates = any(target[0] == form.SEQ or _is_slice(target) for target in targets)
        where = position(node.value) if iterates else None
        return (form.ASSIGN, targets, lower(node.value, scope), where)

    def annotated(self, node: ast.AnnAssign, scope: Scope) -> Node:
        note_target(node.target, scope)
        value = None if node.value is None else lower(node.value, scope)
        return (form.ANNOTATED, lower(node.target, scope), annotation(node.annotation), value)

    def augmented(self, node: ast.AugAssign, scope: Scope) -> Node:
        note_target(node.target, scope)
        where = (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0)
        return (
            form.AUGMENTED,
            lower(node.target, scope),
            type(node.op).__name__,
            lower(node.value, scope),
            where,
        )

    def returned(self, node: ast.Return, scope: Scope) -> Node:
        return (form.RETURN, NOTHING if node.value is None else lower(node.value, scope))

    def if_(self, node: ast.If, scope: Scope) -> Node:
        """Keep of `if False:` and its like only what runs; all of it is lowered: a dead `yield` makes a generator."""
        test, body, orelse = (
            lower(node.test, scope),
            self.block(node.body, scope),
            self.block(node.orelse, scope),
        )
        holds = constant_truth(node.test)
        if holds is None:
            return (form.IF, test, body, orelse, kind_of(test, body, orelse), _asked(node.test))
        return (form.IF, NOTHING, body if holds else orelse, (), form.ALWAYS, None)

    def for_(self, node: "ast.For | ast.AsyncFor", scope: Scope) -> Node:
        note_target(node.target, scope)
        is_async = isinstance(node, ast.AsyncFor)
        scope.awaits |= is_async
        return (
            form.FOR,
            lower(node.target, scope),
            lower(node.iter, scope),
            self.block(node.body, scope),
            self.block(node.orelse, scope),
            is_async,
            position(node.iter),
        )

    def while_(self, node: ast.While, scope: Scope) -> Node:
        test, body = lower(node.test, scope), self.block(node.body, scope)
        if constant_truth(node.test) is False:
            body = ()
        return (form.WHILE, test, body, self.block(node.orelse, scope), position(node.test))

    def with_(self, node: "ast.With | ast.AsyncWith", scope: Scope) -> Node:
        items: list[Node] = []
        for item in node.items:
            if item.optional_vars is not None:
                note_target(item.optional_vars, scope)
            target = None if item.optional_vars is None else lower(item.optional_vars, scope)
            items.append((lower(item.context_expr, scope), target, position(item.context_expr)))
        is_async = isinstance(node, ast.AsyncWith)
        scope.awaits |= is_async
        return (form.WITH, tuple(items), self.block(node.body, scope), is_async)

    def try_(self, node: ast.Try, scope: Scope) -> Node:
        handlers: list[tuple[Node, ...]] = []
        for handler in node.handlers:
            if handler.name:
                scope.locals.add(handler.name)
            handlers.append(self.block(handler.body, scope))
        return (
            form.TRY,
            self.block(node.body, scope),
            tuple(handlers),
            self.block(node.orelse, scope),
            self.block(node.finalbody, scope),
        )

    def import_(self, node: ast.Import, scope: Scope) -> Node:
        names: list[Node] = []
        for alias in node.names:
            scope.locals.add(alias.asname or alias.name.split(".")[0])
            self.imports.append(Import(alias.name, 0, ()))
            names.append((alias.asname or "", alias.name, None, 0))
        return (form.IMPORT, tuple(names))

    def import_from(self, node: ast.ImportFrom, scope: Scope) -> Node:
        module = node.module or ""
        self.imports.append(Import(module, node.level, tuple([alias.name for alias in node.names])))
        scope.locals.update([alias.asname or alias.name for alias in node.names])
        self.renamed.update([(alias.asname, alias.name) for alias in node.names if alias.asname])
        return (
            form.IMPORT,
            tuple([(a.asname or a.name, module, a.name, node.level) for a in node.names]),
        )

    def global_(self, node: "ast.Global | ast.Nonlocal", scope: Scope) -> Node:
        scope.globals.update(node.names)
        return (form.GLOBAL, tuple(node.names), isinstance(node, ast.Nonlocal))

    def leave(self, node: ast.stmt, scope: Scope) -> Node:
        value = node.exc if isinstance(node, ast.Raise) else None
        return (form.LEAVE, NOTHING if value is None else lower(value, scope), type(node).__name__)

    def assert_(self, node: ast.Assert, scope: Scope) -> Node:
        if node.msg is not None:
            lower(node.msg, scope)  # it may await
        return (form.EXPR, lower(node.test, scope))

    def match(self, node: ast.Match, scope: Scope) -> Node:
        guards = [NOTHING if case.guard is None else lower(case.guard, scope) for case in node.cases]
        bodies = [self.block(case.body, scope) for case in node.cases]
        cases = tuple(zip(guards, bodies, strict=True))
        return (form.MATCH, lower(node.subject, scope), cases)

    def delete(self, node: ast.Delete, scope: Scope) -> Node | None:
        names = tuple([target.id for target in node.targets if isinstance(target, ast.Name)])
        parts = [target for target in node.targets if isinstance(target, ast.Attribute | ast.Subscript)]
        return (form.DELETE, names, many(parts, scope)) if names or parts else None

    def function(self, node: "ast.FunctionDef | ast.AsyncFunctionDef", scope: Scope) -> Node:
        scope.locals.add(node.name)
        scope.calls.add(node.name)
        decorators = many(node.decorator_list, scope)
        if any(_routes(node) for node in decorators):
            scope.registers = True
        number = len(self.functions)
        self.functions.append(_PLACEHOLDER)
        inner, owner = Scope(), self.owner
        scope.nests = False
        params = parameters(node.args, scope)
        inner.nests = scope.nests  # defaults are evaluated in it
        scope.nests = True
        inner.locals.update([param.name for param in params])
        self.qualname.append(node.name)
        self.owner = -1
        body = self.block(node.body, inner)
        self.owner = owner
        self.functions[number] = Function(
            node.name,
            ".".join(self.qualname),
            node.lineno,
            node.col_offset,
            isinstance(node, ast.AsyncFunctionDef),
            inner.yields,
            is_stub(node.body),
            owner,
            params,
            None if node.returns is None else annotation(node.returns),
            decorators,
            tuple(inner.attributes),
            tuple(inner.globals),
            inner.registers,
            inner.schedules,
            inner.awaits,
            inner.nests,
            " ".join(sorted(self.called(inner))),
            marshal.dumps(body),
        )
        self.qualname.pop()
        return (form.DEF, number)

    def called(self, scope: Scope) -> set[str]:
        """Give the last names of what a function calls, defines or hands on, also by the name it was imported as."""
        names = scope.calls | scope.handed - scope.locals
        return names | {self.renamed[name] for name in names & self.renamed.keys()}

    def class_(self, node: ast.ClassDef, scope: Scope) -> Node:
        scope.locals.add(node.name)
        scope.nests = True
        number = len(self.classes)
        self.classes.append(_EMPTY_CLASS)
        self.qualname.append(node.name)
        owner, self.owner = self.owner, number
        body = self.block(node.body, Scope())
        self.owner = owner
        methods = [(self.functions[n].name, n) for n in _functions_in(body)]
        keywords = tuple([(kw.arg or "", lower(kw.value, scope)) for kw in node.keywords])
        self.classes[number] = Class(
            node.name,
            ".".join(self.qualname),
            node.lineno,
            many(node.bases, scope),
            keywords,
            many(node.decorator_list, scope),
            tuple(methods),
            body,
        )
        self.qualname.pop()
        return (form.CLASS, number)

    def file(self, path: str, tree: ast.Module, lines: int) -> FileFacts:
        """Lower a whole module."""
        body = self.block(tree.body, Scope())
        return FileFacts(
            path, lines, tuple(self.functions), tuple(self.classes), tuple(dict.fromkeys(self.imports)), body
        )


_NO = False
_PLACEHOLDER = Function("", "", 0, 0, _NO, _NO, _NO, -1, (), None, (), (), (), _NO, _NO, _NO, _NO, "", b"")
_EMPTY_CLASS = Class("", "", 0, (), (), (), (), ())


def _asked(test: ast.expr) -> form.Position | None:
    """Give the place of a test that asks an object for its truth."""
    operand = test.operand if isinstance(test, ast.UnaryOp) else test
    return position(operand) if isinstance(operand, ast.Name | ast.Attribute | ast.Call) else None


def constant_truth(test: ast.expr) -> bool | None:
    """Say what a test is in every run: `False`, `0`, `not 1`, `False and x`; None for all others."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = constant_truth(test.operand)
        return None if inner is None else not inner
    if isinstance(test, ast.BoolOp):
        decisive = isinstance(test.op, ast.Or)
        return decisive if constant_truth(test.values[0]) is decisive else None
    return None


def _routes(decorator: Node) -> bool:
    """Claim that a decorator reads like one that makes a route or hook."""
    node = decorator[1] if decorator[0] == form.CALL else decorator
    return bool(node[0] == form.ATTR and node[2] in ROUTING)


def _functions_in(body: tuple[Node, ...]) -> list[int]:
    """List the functions defined in a class body, conditional ones included."""
    found: list[int] = []
    for statement in body:
        if statement[0] == form.DEF:
            found.append(statement[1])
        elif statement[0] == form.IF:
            found += _functions_in(statement[2]) + _functions_in(statement[3])
        elif statement[0] == form.TRY:
            found += _functions_in(statement[1])
    return found


def note_target(target: ast.expr, scope: Scope) -> None:
    """Remember which names, attributes and containers a function writes."""
    if isinstance(target, ast.Name):
        scope.locals.add(target.id)
    elif isinstance(target, ast.Attribute):
        scope.attributes.add(target.attr)
    elif isinstance(target, ast.Subscript):
        inner = target.value
        if isinstance(inner, ast.Name):
            scope.globals.add(inner.id)
        elif isinstance(inner, ast.Attribute):
            scope.attributes.add(inner.attr)
    elif isinstance(target, ast.Tuple | ast.List):
        for item in target.elts:
            note_target(item, scope)


def annotation(node: ast.expr) -> Node:
    """Lower an annotation, reading quoted ones."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return annotation(ast.parse(node.value.strip(), mode="eval").body)
        except (SyntaxError, ValueError, RecursionError):
            return NOTHING
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return (form.EITHER, (annotation(node.left), annotation(node.right)))
    if isinstance(node, ast.Subscript):
        index = node.slice
        if isinstance(index, ast.Tuple):
            inner: Node = (form.SEQ, "tuple", tuple([annotation(item) for item in index.elts]))
        else:
            inner = annotation(index)
        return (form.SUBSCRIPT, lower(node.value, Scope()), inner, (node.lineno, node.col_offset, 0, 0))
    return lower(node, Scope())


def parameters(args: ast.arguments, scope: Scope) -> tuple[Param, ...]:
    """List parameters in the order of the call."""
    out: list[Param] = []
    positional = [*args.posonlyargs, *args.args]
    missing = len(positional) - len(args.defaults)
    for number, arg in enumerate(positional):
        default = lower(args.defaults[number - missing], scope) if number >= missing else None
        out.append(_param(arg, "p", default))
    if args.vararg:
        out.append(_param(args.vararg, "*", None))
    for arg, value in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        out.append(_param(arg, "k", None if value is None else lower(value, scope)))
    if args.kwarg:
        out.append(_param(args.kwarg, "**", None))
    return tuple(out)


def _param(arg: ast.arg, kind: str, default: Node | None) -> Param:
    return Param(arg.arg, kind, None if arg.annotation is None else annotation(arg.annotation), default)


def is_stub(body: "Sequence[ast.stmt]") -> bool:
    """Claim that a body does nothing: docstring, `...`, `pass`, `raise NotImplementedError`."""
    for statement in body:
        if isinstance(statement, ast.Pass):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        if isinstance(statement, ast.Raise) and "NotImplemented" in ast.dump(statement):
            continue
        return False
    return True


def _is_slice(target: Node) -> bool:
    return bool(target[0] == form.SUBSCRIPT and target[2][:2] == (form.SEQ, "slice"))
