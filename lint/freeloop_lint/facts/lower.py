"""Bytes of one file to its facts, whatever the bytes are.

A file that cannot be read as Python gives facts that hold the problem: one sentence and a place.
"""

import ast
import symtable
import sys
import warnings
from io import BytesIO
from tokenize import detect_encoding

from freeloop_lint.facts.model import FileFacts, Problem, pack
from freeloop_lint.facts.older import rewritten
from freeloop_lint.facts.statements import FileLowering

_DEEP = "nested too deeply to be read"


def decode(data: bytes) -> str:
    """Decode as Python does: byte order mark, coding line, else UTF-8.

    Raises:
        SyntaxError: The coding line names no codec of texts, or the bytes are not in it.
    """
    encoding, _ = detect_encoding(BytesIO(data).readline)
    try:
        return data.decode(encoding)
    except LookupError as problem:  # a codec of bytes, such as rot13
        raise SyntaxError(f"unknown encoding: {problem}") from None
    except UnicodeDecodeError as problem:
        before = data[: problem.start].decode(encoding, errors="ignore").split("\n")
        where = (None, len(before), len(before[-1]) + 1, None)
        raise SyntaxError(f"not {encoding}: byte {problem.start}", where) from None


def parse(source: str | bytes) -> ast.Module:
    """Parse a module as the newest Python known does, each thing in its place.

    Raises:
        SyntaxError: It is no Python; or `ValueError`, `RecursionError`, `MemoryError`, as `ast.parse` does.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except SyntaxError:
            text = rewritten(source if isinstance(source, str) else decode(source))
            if text is None:
                raise
        return ast.parse(text)


def lower_file(path: str, data: bytes) -> FileFacts:
    """Give the facts of a file's content; never raises for what the content is."""
    lines = data.count(b"\n") + 1
    limit = sys.getrecursionlimit()
    try:
        text = decode(data)
        sys.setrecursionlimit(max(limit, 6_000))
        return FileLowering().file(path, parse(text), lines)
    except SyntaxError as problem:
        line, column = max(problem.lineno or 1, 1), max(problem.offset or 1, 1)
        return _broken(path, lines, problem.msg or "", line, column)
    except (ValueError, LookupError) as problem:
        return _broken(path, lines, _DEEP if "marshal" in str(problem) else str(problem))
    except (RecursionError, MemoryError):
        return _broken(path, lines, _DEEP)
    finally:
        sys.setrecursionlimit(limit)


def lower_packed(path: str, data: bytes) -> tuple[FileFacts, bytes]:
    """Give the facts of a file's content, and as `pack` writes them, which has a depth of its own."""
    facts = lower_file(path, data)
    try:
        return facts, pack(facts)
    except ValueError:
        facts = _broken(path, facts.lines, _DEEP)
        return facts, pack(facts)


def find_problem(path: str, data: bytes) -> Problem | None:
    """Say what keeps a file from being read as Python, and where, without making a tree.

    Symbol tables refuse more than the grammar does; the parser has the last word, as it has for other files.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            symtable.symtable(decode(data), path, "exec")
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError):
        return lower_file(path, data).problem
    return None


def _broken(path: str, lines: int, problem: str, line: int = 1, column: int = 1) -> FileFacts:
    return FileFacts(path, lines, (), (), (), (), (line, column, " ".join(problem.split())))
