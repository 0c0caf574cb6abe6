"""A module's text with its tree, and what is to be written into it: all outside of that stays as it is, to the byte."""

import ast
import re
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from freeloop_lint.facts.lower import parse

LINE_END = re.compile(r"\r\n?|\n")
"""What ends a line: for Python a lone carriage return does, too."""


class Splice(NamedTuple):
    """A text in place of what stands from `start` to `end`; of two at one place, the lower `order` is first."""

    start: int
    end: int
    order: int
    text: str


class OverlapError(Exception):
    """Two splices replace the same text."""


class Source:
    """Places in it are counted in characters from its beginning."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = parse(text)
        ends = list(LINE_END.finditer(text))
        self.starts = [0, *(match.end() for match in ends)]
        self.line_end = ends[0][0] if ends else "\n"

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node stands in."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def at(self, line: int, column: int) -> int:
        """Give the place of a line, from 1, and a column in characters, from 0."""
        return self.starts[line - 1] + column

    def span(self, node: "ast.expr | ast.stmt | ast.keyword") -> tuple[int, int]:
        """Say where a node begins and ends."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return self._place(node.lineno, node.col_offset), self._place(end_line, end_column)

    def _place(self, line: int, offset: int) -> int:
        """Turn an offset in bytes, as trees have it, into a place."""
        start = self.starts[line - 1]
        piece = self.text[start : start + offset]
        return start + (offset if piece.isascii() else len(piece.encode()[:offset].decode(errors="ignore")))

    def next_line(self, place: int) -> int:
        """Give the beginning of the line after the one that a place is in; the end of the text, if there is none."""
        return min((start for start in self.starts if start > place), default=len(self.text))

    def first_place(self, statement: ast.stmt) -> int:
        """Say where a statement begins, its decorators included."""
        decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
        line = min([statement.lineno, *(node.lineno for node in decorators)])
        return self.starts[line - 1]


def spliced(text: str, splices: Iterable[Splice]) -> str:
    """Write splices into a text.

    Raises:
        OverlapError: Two of them replace the same.
    """
    parts: list[str] = []
    at = 0
    for splice in sorted(splices):
        if splice.start < at:
            raise OverlapError
        parts += [text[at : splice.start], splice.text]
        at = splice.end
    return "".join((*parts, text[at:]))
