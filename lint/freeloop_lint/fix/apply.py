"""Change source text where Python's own parser finds what is to change: all around it stays as it is, to the byte."""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from freeloop_lint.facts.lower import parse
from freeloop_lint.fix.calls import Calls
from freeloop_lint.fix.imports import imported_first
from freeloop_lint.fix.lifespan import Loads
from freeloop_lint.fix.source import OverlapError, Source, Splice, spliced

_ASYNC = re.compile(r"[ \t\f]*(async(?:[ \t\f]|\\\r?\n|\\\r)+)def\b")
OVERLAP = "it lies in another that was made; run again"


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


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of a text, and the edits that were not made, each with the reason."""

    text: str
    refused: tuple[tuple[Edit, str], ...] = ()


def rewrite(text: str, edits: Sequence[Edit]) -> Rewritten:
    """Apply those edits to a module's text with which it can be compiled; what is no Python is given back."""
    try:
        source = Source(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Rewritten(text)
    kept: list[Edit] = []
    refused: list[tuple[Edit, str]] = []
    queue = [list(edits)]
    while queue:
        group = queue.pop()
        made, problem = _tried(source, [*kept, *group])
        if not problem:
            kept += group
            text = made
        elif len(group) == 1:
            refused.append((group[0], problem))
        else:
            middle = len(group) // 2
            queue += [group[middle:], group[:middle]]
    return Rewritten(text, tuple(refused))


def _tried(source: Source, edits: Sequence[Edit]) -> tuple[str, str]:
    """Make edits; say why the text could not be compiled then, empty where it can.

    Something may be left behind that has no place any more, as an `await` in a function without `async`.
    """
    text = problem = ""
    try:
        text = _edited(source, edits)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(parse(text), "<fixed>", "exec", dont_inherit=True)
    except OverlapError:
        problem = OVERLAP
    except cst.ParserSyntaxError:
        problem = "libcst does not read the call"
    except SyntaxError as error:
        problem = f"Python then says: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        problem = f"it could not be compiled: {error}"
    return text, problem


def _edited(source: Source, edits: Sequence[Edit]) -> str:
    """Write edits into a text.

    Raises:
        OverlapError: Two of them replace the same.
        libcst.ParserSyntaxError: A call has syntax that libcst does not know yet.
    """
    calls = Calls(source, [edit for edit in edits if edit.kind in {"async-sleep", "to-thread"}])
    loads = Loads(source, {source.at(edit.line, edit.column) for edit in edits if edit.kind == "lifespan"})
    splices = [
        *_without_async(source, {edit.function_line for edit in edits if edit.kind == "drop-async"}),
        *calls.splices(),
        *loads.splices(),
    ]
    if calls.found:
        splices += imported_first(source, "asyncio")
    if loads.found:
        splices += imported_first(source, "contextlib", "asynccontextmanager")
    return spliced(source.text, splices)


def _without_async(source: Source, lines: set[int]) -> Iterator[Splice]:
    for line in lines:
        match = _ASYNC.match(source.text, source.at(line, 0))
        if match is not None:
            yield Splice(*match.span(1), 0, "")
