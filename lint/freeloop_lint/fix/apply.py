"""Change source text with libcst: comments and layout outside the change stay as they are."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import libcst as cst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor
from libcst.metadata import CodePosition, CodeRange, MetadataWrapper, PositionProvider

from freeloop_lint.facts.lower import parse
from freeloop_lint.fix.feeds import Feeds
from freeloop_lint.fix.imports import import_first
from freeloop_lint.fix.lifespan import application_name, give_lifespan


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: `kind` as in `FixNote`, from where to where the call goes, the line of the function's `async def`.

    Lines count from 1, columns from 0, in characters. `a.b().c()` begins where `a.b()` does: the end tells them apart.
    """

    kind: str
    line: int
    column: int
    end_line: int
    end_column: int
    function_line: int


def rewrite(source: str, edits: Sequence[Edit]) -> str:
    """Apply edits to a module's text; what cannot be parsed, or could not be compiled afterwards, is given back."""
    feeds = Feeds(source)
    try:
        wrapper = MetadataWrapper(cst.parse_module(feeds.text))
    except cst.ParserSyntaxError:
        return source
    edits = [
        replace(
            edit,
            column=edit.column - feeds.width(edit.line),
            end_column=edit.end_column - feeds.width(edit.end_line),
        )
        for edit in edits
    ]
    changer = _Changer(edits, application_name(wrapper.module))
    changed = wrapper.visit(changer)
    context = CodemodContext()
    if changer.needs_asyncio:
        changed = import_first(changed, "asyncio")
    if changer.loads:
        changed = give_lifespan(changed, changer.loads)
        AddImportsVisitor.add_needed_import(context, "contextlib", "asynccontextmanager")
    text = feeds.put_back(AddImportsVisitor(context).transform_module(changed).code)
    return text if _compiles(text) else source


def _compiles(text: str) -> bool:
    """Claim that nothing was left behind that has no place any more, as an `await` in a function without `async`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(parse(text), "<fixed>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


class _Changer(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, edits: Sequence[Edit], application: str) -> None:
        super().__init__()
        self.application = application
        self.loads: dict[str, cst.BaseExpression] = {}
        self.functions = {edit.function_line for edit in edits if edit.kind == "drop-async"}
        self.calls = {
            ((edit.line, edit.column), (edit.end_line, edit.end_column)): edit.kind
            for edit in edits
            if edit.kind in _CALLS
        }
        self.moved = {(edit.line, edit.column) for edit in edits if edit.kind == "lifespan"}
        self.needs_asyncio = False

    def _range(self, node: cst.CSTNode) -> CodeRange:
        found: object = self.get_metadata(PositionProvider, node)
        if not isinstance(found, CodeRange):
            raise TypeError(
                f"no position for {type(node).__name__}; this is a bug of freeloop, please report it"
            )
        return found

    def _start(self, node: cst.CSTNode) -> CodePosition:
        return self._range(node).start

    def leave_FunctionDef(  # noqa: N802 - the library's name
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        """Drop `async`, keeping a comment that stood between it and `def`."""
        start = self._start(original_node)
        if updated_node.asynchronous is None or start.line not in self.functions:
            return updated_node
        return updated_node.with_changes(asynchronous=None)

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:  # noqa: N802
        """Take what was loaded here from the application's state, unless that name holds another load."""
        updated_node = updated_node.with_changes(value=_bare(original_node.value, updated_node.value))
        start = self._start(original_node.value)
        target = updated_node.targets[0].target
        if (start.line, start.column) not in self.moved or not isinstance(target, cst.Name):
            return updated_node
        known = self.loads.setdefault(target.value, updated_node.value)
        if not known.deep_equals(updated_node.value):
            return updated_node
        state = cst.Attribute(cst.Name(self.application), cst.Name("state"))
        return updated_node.with_changes(value=cst.Attribute(state, cst.Name(target.value)))

    def leave_Expr(self, original_node: cst.Expr, updated_node: cst.Expr) -> cst.Expr:  # noqa: N802
        """Await without parentheses in a statement of its own."""
        return updated_node.with_changes(value=_bare(original_node.value, updated_node.value))

    def leave_Return(self, original_node: cst.Return, updated_node: cst.Return) -> cst.Return:  # noqa: N802
        """Await without parentheses what is returned."""
        if original_node.value is None or updated_node.value is None:
            return updated_node
        return updated_node.with_changes(value=_bare(original_node.value, updated_node.value))

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:  # noqa: N802
        """Await a sleep, or hand a call to a thread."""
        where = self._range(original_node)
        start, end = where.start, where.end
        kind = self.calls.get(((start.line, start.column), (end.line, end.column)))
        if kind is None:
            return updated_node
        self.needs_asyncio = True
        name = "sleep" if kind == "async-sleep" else "to_thread"
        func = cst.Attribute(cst.Name("asyncio"), cst.Name(name))
        if kind == "to-thread":
            first = cst.Arg(
                updated_node.func, comma=_COMMA if updated_node.args else cst.MaybeSentinel.DEFAULT
            )
            updated_node = updated_node.with_changes(func=func, args=[first, *updated_node.args])
        else:
            updated_node = updated_node.with_changes(func=func)
        call = updated_node.with_changes(lpar=[], rpar=[])
        return cst.Await(call, lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _bare(before: cst.BaseExpression, after: cst.BaseExpression) -> cst.BaseExpression:
    """Drop the parentheses of an await that was made of the whole expression."""
    if isinstance(before, cst.Call) and isinstance(after, cst.Await):
        return after.with_changes(lpar=before.lpar, rpar=before.rpar)
    return after


_CALLS = frozenset({"async-sleep", "to-thread"})
_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
