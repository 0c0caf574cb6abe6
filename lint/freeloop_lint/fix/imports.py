"""Import a module of the standard library where readers expect it: in order, before what is no part of it."""

import ast
import sys
from collections.abc import Iterator

from freeloop_lint.fix.source import Source, Splice


def imported_first(source: Source, name: str, member: str = "") -> Iterator[Splice]:
    """Add `import name`, or `from name import member`, at the top of a module, unless it is there."""
    body = source.tree.body
    if any(_makes_known(statement, name, member) for statement in body):
        return
    first = _place(body)
    while first < len(body) and _comes_before(body[first], name):
        first += 1
    end = source.line_end
    line = f"from {name} import {member}{end}" if member else f"import {name}{end}"
    after = body[first] if first < len(body) else None
    imported = None if after is None else _imported(after)
    if after is not None and (imported is not None or not first):
        place = source.first_place(after)
        yield Splice(place, place, 0, line if imported in sys.stdlib_module_names else f"{line}{end}")
        return
    before = body[first - 1]
    place = source.next_line(source.span(before)[1])
    parted = "" if _imported(before) in sys.stdlib_module_names - {"__future__"} else end
    ends = source.text[:place].endswith(("\n", "\r"))
    yield Splice(place, place, 0, f"{'' if ends else end}{parted}{line}")


def _place(body: list[ast.stmt]) -> int:
    """Give the number of the first import that is none of the future; without any, of the first statement."""
    first = body[0] if body else None
    documented = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    place = int(documented)
    for number, statement in enumerate(body):
        imported = _imported(statement)
        if imported == "__future__":
            place = number + 1
        elif imported is not None:
            return number
    return place


def _comes_before(statement: ast.stmt, name: str) -> bool:
    """Claim that a statement is a plain import of the standard library that sorts before the name."""
    imported = _imported(statement)
    return (
        imported is not None
        and imported in sys.stdlib_module_names
        and imported < name
        and isinstance(statement, ast.Import)
    )


def _makes_known(statement: ast.stmt, name: str, member: str) -> bool:
    """Claim that a statement imports the module, or its member, under its own name."""
    if member:
        wanted = isinstance(statement, ast.ImportFrom) and statement.module == name and not statement.level
    else:
        wanted = isinstance(statement, ast.Import)
    names = statement.names if wanted and isinstance(statement, ast.Import | ast.ImportFrom) else []
    return any(alias.asname is None and alias.name == (member or name) for alias in names)


def _imported(statement: ast.stmt) -> str | None:
    """Name the top-level package that a statement imports; None when it imports nothing."""
    if isinstance(statement, ast.Import):
        return statement.names[0].name.partition(".")[0]
    if isinstance(statement, ast.ImportFrom):
        return (statement.module or "").partition(".")[0] if not statement.level else ""
    return None
