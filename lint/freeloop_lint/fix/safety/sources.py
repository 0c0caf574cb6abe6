"""The source of a program's files, each read once, and parsed when its bytes ask for a closer look."""

import ast
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from freeloop_lint.facts.lower import parse
from freeloop_lint.facts.workers import read_regular

TREES = 16
"""Trees that are kept: functions of one file are asked about one after the other. Arbitrary; a tree takes megabytes."""


class TooDeepError(Exception):
    """A file is nested too deeply to look at, not to run."""


class Sources:
    """The files of a program below `root`; `texts` stand in for some."""

    def __init__(self, root: Path, paths: Iterable[str], texts: Mapping[str, bytes]) -> None:
        self.root = root
        self.paths = list(paths)
        self._known = dict(texts)
        self.tree: Callable[[str], ast.Module | None] = lru_cache(TREES)(self._parse)

    def data(self, path: str) -> bytes:
        """Give what a file says; nothing where it cannot be read, which is reported as not checked."""
        if path not in self._known:
            try:
                self._known[path] = read_regular(str(self.root / path))
            except OSError:
                self._known[path] = b""
        return self._known[path]

    def _parse(self, path: str) -> ast.Module | None:
        """Parse a file; None where it is no Python, and so cannot run either.

        Raises:
            TooDeepError: It may well run.
        """
        try:
            return parse(self.data(path))
        except (SyntaxError, ValueError):
            return None
        except (RecursionError, MemoryError):
            raise TooDeepError from None


def dotted(node: ast.expr) -> str:
    """Write a name with its attributes: `self.model.predict`; empty where it does not begin with a name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else ""
    return ""


def last_name(node: ast.expr) -> str:
    """Give the last part of what a thing is named: `predict` for `models[0].predict`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
