"""Places that find functions in the application, or by a name that is not written out: they may await them."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from freeloop_lint.fix.safety.sources import Sources, TooDeepError, last_name

_APPLICATIONS = frozenset({"APIRoute", "APIRouter", "FastAPI", "Route", "Router", "Starlette"})
_GIVEN = frozenset({
    "add_api_route", "add_exception_handler", "add_route", "api_route", "delete", "exception_handler", "get", "head",
    "options", "patch", "post", "put", "route",
})  # fmt: skip
"""Methods of these that are given functions; a route is when it is made."""
_ROUTES = frozenset({"APIRoute", "Route"})
_ROUTE = re.compile(rb"\.routes\b|[\"']route[\"']|\bclass\s[^\n]*\b(?:API)?Route\b")
"""What stands in a file whose `x.endpoint` is that of a route, not the address of a service."""
_LOOKS = frozenset({"get", "items", "values"})
_HINT = re.compile(
    rb"\b(?:globals\(\)|vars\(|getmembers\()|\.exception_handlers\s*[\[.]|\.endpoint\b"
    rb"|\bgetattr\(\s*(?:\w+|sys\.modules\[__name__\]),\s*[^\"'\s]"
    rb"|\bclass\s[^\n]*\b(?:APIRoute|APIRouter|FastAPI|Route|Router|Starlette)\b"
)
"""What stands in a file that has such a place; most have none, and need not be parsed."""
ENDPOINTS, HANDLERS = "endpoints", "handlers"
_OTHER_CONTEXTS = frozenset({"background_task", "dependency"})
HANDLER = "exception_handler"


class Place(NamedTuple):
    """A line that finds functions: those of a kind, or those of a module by its last name, "" for the line's own."""

    line: int
    kind: str = ""
    module: str = ""

    def finds(self, module: str, context: str, *, own: bool) -> bool:
        """Claim that a function of a module, in a context, may be found there; `own`: its file is the line's."""
        if self.kind == HANDLERS:
            return context == HANDLER
        if self.kind == ENDPOINTS:
            return context not in _OTHER_CONTEXTS and context != HANDLER
        return self.module == module if self.module else own


def places(sources: Sources, path: str) -> list[Place]:
    """List the places of a file."""
    data = sources.data(path)
    if _HINT.search(data) is None:
        return []
    try:
        tree = sources.tree(path)
    except TooDeepError:  # `uses` says so where it matters
        return []
    return [] if tree is None else sorted(_Reader(tree, routes=_ROUTE.search(data) is not None).places())


class _Reader:
    def __init__(self, tree: ast.Module, *, routes: bool) -> None:
        self.nodes = list(ast.walk(tree))
        self.routes = routes
        self.imported = {
            alias.asname or alias.name: alias.name.rpartition(".")[2]
            for node in self.nodes
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        self.named = {
            id(node.value)
            for node in self.nodes
            if isinstance(node, ast.Attribute) and node.attr.startswith("__")
        }
        """What only its name, or the like, is asked of."""

    def places(self) -> Iterator[Place]:
        for node in self.nodes:
            if isinstance(node, ast.ClassDef) and _is_given(node):
                yield Place(node.lineno, ENDPOINTS)
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
                if not isinstance(node.slice, ast.Constant) or last_name(node.value) == "exception_handlers":
                    yield from self._among(node.value)
            elif isinstance(node, ast.Attribute) and node.attr in _LOOKS:
                yield from self._among(node.value)
            elif isinstance(node, ast.Attribute) and node.attr == "endpoint" and self.routes:
                if isinstance(node.ctx, ast.Load) and id(node) not in self.named:
                    yield Place(node.lineno, ENDPOINTS)
            elif isinstance(node, ast.Call) and node.args:
                yield from self._by_name(node)

    def _among(self, node: ast.expr) -> Iterator[Place]:
        """Give the place where something is looked up in a table of functions."""
        if isinstance(node, ast.Attribute) and node.attr == "exception_handlers":
            yield Place(node.lineno, HANDLERS)
        elif isinstance(node, ast.Call) and last_name(node.func) in {"globals", "vars"}:
            if node.args:
                yield from self._of(node.args[0])
            else:
                yield Place(node.lineno)

    def _by_name(self, call: ast.Call) -> Iterator[Place]:
        name = last_name(call.func)
        is_open = name == "getattr" and len(call.args) > 1 and not isinstance(call.args[1], ast.Constant)
        if is_open or name == "getmembers":
            yield from self._of(call.args[0])

    def _of(self, node: ast.expr) -> Iterator[Place]:
        """Give the place where an object is asked for what it has, if that is a module."""
        if isinstance(node, ast.Name) and node.id in self.imported:
            yield Place(node.lineno, "", self.imported[node.id])
        elif (
            isinstance(node, ast.Subscript)
            and last_name(node.value) == "modules"
            and last_name(node.slice) == "__name__"
        ):
            yield Place(node.lineno)


def _is_given(node: ast.ClassDef) -> bool:
    """Claim that a class of routes or of applications sees the functions that it is given before the framework does."""
    bases = {last_name(base) for base in node.bases} & _APPLICATIONS
    methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
    return bool(bases and methods & _GIVEN) or bool(bases & _ROUTES and "__init__" in methods)
