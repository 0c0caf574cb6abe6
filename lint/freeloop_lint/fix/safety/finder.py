"""A function by where it stands, and what in a tree of a file uses it."""

import ast
from dataclasses import dataclass

from freeloop_lint.fix.safety.sources import dotted, last_name
from freeloop_lint.program.modules import INITS

_TAKES = frozenset({
    "APIRoute", "BackgroundTask", "Depends", "Route", "Security", "add_api_route", "add_exception_handler",
    "add_route", "add_task",
})  # fmt: skip
"""Calls that hand a function to the framework, which looks whether it is a coroutine function."""
_VERBS = frozenset({"delete", "get", "head", "options", "patch", "post", "put", "exception_handler", "route"})
"""Decorators of applications that are also called: `app.get("/")(function)`."""
_OVERRIDES = "dependency_overrides"
_BY_NAME = frozenset({"object", "setattr", "getattr", "delattr"})
"""Calls whose second argument names an attribute of the first: `patch.object(api, "predict")`."""
OWNERS = frozenset({"self", "cls"})


@dataclass(frozen=True, slots=True)
class Definition:
    """A function by the file and the qualified name that it is defined under."""

    path: str
    qualname: str

    @property
    def name(self) -> str:
        """Its last name."""
        return self.qualname.rpartition(".")[2]

    @property
    def dotted(self) -> str:
        """Its name from the root of the program on, which a string that means it ends with or is the end of."""
        stem = self.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        return f"{stem}.{self.qualname}"

    @property
    def is_method(self) -> bool:
        """Claim that it is called on objects, which code of any name may have; verbs of HTTP name too much else."""
        owner = self.qualname.rpartition(".")[0].rpartition(".")[2]
        return owner[:1].isupper() and self.name not in _VERBS

    @property
    def module(self) -> str:
        """The last name of its module, which whoever imports it writes; empty for that of a package."""
        last = self.path.rpartition("/")[2]
        return "" if last in INITS else last.rpartition(".")[0]


class Finder(ast.NodeVisitor):
    """Collects the lines that use a function; `names` mean it (→ line of the import), `owners` have it."""

    def __init__(self, function: Definition) -> None:
        self.name = function.name
        self.dotted = function.dotted
        self.is_method = function.is_method
        self.own = len(function.qualname.split(".")) + 1
        self.names: dict[str, int] = {}
        self.owners: set[str] = set()
        self.taken: set[str] = set()
        self.lines: list[int] = []
        self.hidden: set[str] = set()

    def _means(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Name):
            return isinstance(node.ctx, ast.Load) and node.id in self.names and node.id not in self.hidden
        return isinstance(node, ast.Attribute) and node.attr == self.name and self._has(node.value)

    def _has(self, node: ast.expr) -> bool:
        called = node.func if isinstance(node, ast.Call) else node
        return dotted(called) in self.owners

    def _skip(self, node: ast.expr) -> None:
        if self._means(node):
            self.taken.add(node.id if isinstance(node, ast.Name) else "")
        else:
            self.visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Note a string that names the function by its module: `"service.api.predict"`."""
        if isinstance(node.value, str) and node.value.endswith(self.name) and self._is_path(node.value):
            self.lines.append(node.lineno)

    def _is_path(self, text: str) -> bool:
        path = text.replace(":", ".")
        longer, shorter = sorted((path, self.dotted), key=len, reverse=True)
        return len(shorter.split(".")) >= self.own and f".{longer}".endswith(f".{shorter}")

    def _by_name(self, node: ast.Call) -> bool:
        """Claim that a call names the function as an attribute of what has it."""
        if last_name(node.func) not in _BY_NAME or len(node.args) < 2:  # noqa: PLR2004 - owner, name
            return False
        owner, name = node.args[:2]
        return isinstance(name, ast.Constant) and name.value == self.name and self._has(owner)

    def visit_Call(self, node: ast.Call) -> None:
        """Pass over what the framework is given."""
        if self._by_name(node):
            self.lines.append(node.lineno)
        if not _takes(node.func):
            self.generic_visit(node)
            return
        self.visit(node.func)
        for value in (*node.args, *(keyword.value for keyword in node.keywords)):
            self._skip(value)

    def visit_Await(self, node: ast.Await) -> None:
        """Note that an object is awaited for a method of that name: it may be one of this class, or of one below it."""
        called = node.value.func if isinstance(node.value, ast.Call) else None
        if self.is_method and isinstance(called, ast.Attribute) and called.attr == self.name:
            self.lines.append(node.lineno)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Pass over what tests put something else for."""
        self.visit(node.value)
        if isinstance(node.value, ast.Attribute) and node.value.attr == _OVERRIDES:
            self._skip(node.slice)
        else:
            self.visit(node.slice)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Walk down a long sum without recursion: generated code has them by the thousand."""
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            self.visit(left.right)
            left = left.left
        self.visit(left)

    def visit_Name(self, node: ast.Name) -> None:
        """Note a use by name."""
        if self._means(node):
            self.lines.append(node.lineno)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note a use by way of the module or the class."""
        if self._means(node):
            self.lines.append(node.lineno)
        else:
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Leave out names that mean something else in a function."""
        self._inside(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Do the same."""
        self._inside(node)

    def _inside(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        before = self.hidden
        if self.names:
            self.hidden = before | (_bound(node) & self.names.keys())
        self.generic_visit(node)
        self.hidden = before


def _takes(func: ast.expr) -> bool:
    if isinstance(func, ast.Call):
        return isinstance(func.func, ast.Attribute) and func.func.attr in _VERBS
    return last_name(func) in _TAKES


def _bound(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """List the parameters and the names that a function itself assigns."""
    args = function.args
    found = {arg.arg for arg in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
    found |= {arg.arg for arg in (args.vararg, args.kwarg) if arg is not None}
    queue: list[ast.AST] = list(function.body)
    while queue:
        node = queue.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Global):
            found -= set(node.names)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            queue.extend(ast.iter_child_nodes(node))
    return found
