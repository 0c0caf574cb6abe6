"""The source of a line, and what it calls: read from the file, for people to recognise."""

from __future__ import annotations

import ast
import linecache
import os
from functools import lru_cache

_OPERATORS: dict[type[ast.operator], str] = {ast.MatMult: "@", ast.Pow: "**"}


def source_of(path: str, line: int) -> str:
    """The line, stripped; empty when the file cannot be read."""
    return linecache.getline(path, line).strip()


def display_path(path: str) -> str:
    """Relative to the working directory when below it, else as it is; below the root stands everything."""
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) or relative == path.lstrip(os.sep) != path else relative


def callee_on(path: str, line: int) -> str | None:
    """The one call, or matrix product, that stands on a line; None when there is none, or more than one."""
    calls = {text for node in _nodes(path) if (text := _call_text(node, line)) is not None}
    return calls.pop() if len(calls) == 1 else None


def _call_text(node: ast.AST, line: int) -> str | None:
    if isinstance(node, ast.Call) and _spans(node, line):
        return ast.unparse(node.func)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS and _spans(node, line):
        return ast.unparse(node)
    return None


def _spans(node: ast.expr, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


@lru_cache(maxsize=32)
def _nodes(path: str) -> tuple[ast.AST, ...]:
    try:
        return tuple(ast.walk(ast.parse("".join(linecache.getlines(path)))))
    except (SyntaxError, ValueError, RecursionError):
        return ()
