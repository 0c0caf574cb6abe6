"""Await a sleep, or a call in a thread, where a blocking call is written.

Of a call that changes, its own text is read by libcst, which keeps the comments and the layout inside it; nothing
around it is: of a whole file that took two seconds for 300 lines.
"""

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from freeloop_lint.fix.source import Source, Splice, spliced

if TYPE_CHECKING:
    from freeloop_lint.fix.apply import Edit

_OPERATIONS = ast.BinOp | ast.UnaryOp
"""An `await` binds more tightly than these; few readers know."""
_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


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
        """Say what is to be written.

        Raises:
            libcst.ParserSyntaxError: A call has syntax that libcst does not know yet.
        """
        made: list[Splice] = []
        for node, kind in reversed(
            self.found
        ):  # the walk was from outside: now what lies within others is first
            start, end = self.source.span(node)
            within = [splice for splice in made if start <= splice.start and splice.end <= end]
            made = [splice for splice in made if splice not in within]
            text = spliced(self.source.text[:end], within)[start:]
            made.append(Splice(start, end, 0, self._awaited(node, kind, text)))
        yield from made

    def _awaited(self, node: ast.Call, kind: str, text: str) -> str:
        """Write a call, given as text, as the await that takes its place."""
        end = self.source.line_end
        config = cst.PartialParserConfig(default_newline=end)
        call = cst.ensure_type(cst.parse_expression(f"({text})", config=config), cst.Call)
        name = "sleep" if kind == "async-sleep" else "to_thread"
        arguments = call.args
        if kind == "to-thread":
            first = cst.Arg(call.func, comma=_COMMA if arguments else cst.MaybeSentinel.DEFAULT)
            arguments = [first, *map(_apart, arguments)]
        func = cst.Attribute(cst.Name("asyncio"), cst.Name(name))
        blank = cst.SimpleWhitespace("")
        call = call.with_changes(func=func, whitespace_after_func=blank, args=arguments, lpar=[], rpar=[])
        brackets = self._needs_brackets(node)
        lpar, rpar = ([cst.LeftParen()], [cst.RightParen()]) if brackets else ([], [])
        return cst.Module([], default_newline=end).code_for_node(cst.Await(call, lpar=lpar, rpar=rpar))

    def _needs_brackets(self, node: ast.Call) -> bool:
        """Claim that an `await` in place of a call would take in more than the call, or read as if it did."""
        parent = self.source.parents[node]
        goes_on = isinstance(parent, ast.Attribute | ast.Await | _OPERATIONS) or (
            isinstance(parent, ast.Call | ast.Subscript)
            and node is (parent.func if isinstance(parent, ast.Call) else parent.value)
        )
        start, end = self.source.span(node)
        has_some = self.source.text[end:].lstrip().startswith(")") and self.source.text[
            :start
        ].rstrip().endswith("(")
        return goes_on and not has_some


def _apart(argument: cst.Arg) -> cst.Arg:
    """Give a generator expression that was the only argument brackets of its own."""
    value = argument.value
    if isinstance(value, cst.GeneratorExp) and not value.lpar:
        return argument.with_changes(
            value=value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        )
    return argument
