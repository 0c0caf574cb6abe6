"""Await a sleep, or a call in a thread, where a blocking call is written."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from freeloop_lint.fix.source import Source, Splice

if TYPE_CHECKING:
    from freeloop_lint.fix.apply import Edit

_BETWEEN = re.compile(r"(?:[\s\\)]|#[^\r\n]*)*")
"""What may stand between what is called and the bracket of its arguments: the end of brackets of its own."""
_AHEAD = re.compile(r"(?:[\s\\]|#[^\r\n]*)*")
"""What may stand before the first argument."""
_OPERATIONS = ast.BinOp | ast.UnaryOp
"""An `await` binds more tightly than these; few readers know."""


class Calls:
    """The calls of a text that edits name; `found` says that there are some."""

    def __init__(self, source: Source, edits: "Sequence[Edit]") -> None:
        self.source = source
        kinds = {
            (source.at(edit.line, edit.column), source.at(edit.end_line, edit.end_column)): edit.kind
            for edit in edits
        }
        nodes = ast.walk(source.tree) if kinds else ()
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        self.found = [(node, kinds[span]) for node in calls if (span := source.span(node)) in kinds]

    def splices(self) -> Iterator[Splice]:
        """Say what is to be written."""
        for node, kind in self.found:
            start, end = self.source.span(node)
            opening, closing = ("(", ")") if self._needs_brackets(node) else ("", "")
            if kind == "async-sleep":
                yield Splice(start, self._end_of_called(node)[0], -end, f"{opening}await asyncio.sleep")
            else:
                yield from self._in_thread(node, opening)
            yield Splice(end, end, start, closing)

    def _in_thread(self, node: ast.Call, opening: str) -> Iterator[Splice]:
        """Make an argument of what is called; what stands before the first argument stays in front."""
        start, end = self.source.span(node)
        called_end, bracket = self._end_of_called(node)
        ahead = _AHEAD.match(self.source.text, bracket + 1)
        first = ahead.end() if ahead else bracket + 1
        alone = len(node.args) == 1 and self.source.span(node.args[0])[0] == bracket
        before, after = self.source.text[bracket + 1 : first], ""
        if not node.args and not node.keywords:
            before, first = "", bracket + 1
        elif alone:  # a generator expression that shares the brackets of the call
            after = ", ("
        else:
            after = ", "
        yield Splice(start, start, -end, f"{opening}await asyncio.to_thread({before}")
        yield Splice(called_end, first, 0, after)
        if alone:
            yield Splice(end, end, -1, ")")

    def _end_of_called(self, node: ast.Call) -> tuple[int, int]:
        """Say where what is called ends, and where the bracket of its arguments stands."""
        text, end = self.source.text, self.source.span(node.func)[1]
        match = _BETWEEN.match(text, end)
        bracket = match.end() if match else end
        return len(text[:bracket].rstrip(" \t\f\r\n\\")), bracket

    def _needs_brackets(self, node: ast.Call) -> bool:
        """Claim that an `await` in place of a call would take in more than the call, or read as if it did."""
        parent = self.source.parents[node]
        goes_on = isinstance(parent, ast.Attribute | ast.Await | _OPERATIONS) or (
            isinstance(parent, ast.Call | ast.Subscript)
            and node is (parent.func if isinstance(parent, ast.Call) else parent.value)
        )
        ahead = _AHEAD.match(self.source.text, self.source.span(node)[1])
        return goes_on and not (
            ahead and self.source.text.startswith(")", ahead.end()) and self._opened(node)
        )

    def _opened(self, node: ast.Call) -> bool:
        return self.source.text[: self.source.span(node)[0]].rstrip().endswith("(")
