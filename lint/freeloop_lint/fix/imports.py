"""Import a module of the standard library where readers expect it: in order, before what is no part of it."""

import sys

import libcst as cst


def import_first(module: cst.Module, name: str) -> cst.Module:
    """Add `import name` at the top of a module, unless it is there."""
    body = list(module.body)
    if any(_is_plain(statement, name) for statement in body):
        return module
    first = _place(module)
    while first < len(body) and _comes_before(body[first], name):
        first += 1
    added = cst.parse_statement(f"import {name}\n", config=module.config_for_parsing)
    after = body[first] if first < len(body) else None
    if not isinstance(added, cst.SimpleStatementLine):
        return module
    if isinstance(after, cst.SimpleStatementLine) and _imported(after) is not None:
        leading = after.leading_lines
        added = added.with_changes(leading_lines=leading)
        own = _imported(after) in sys.stdlib_module_names
        body[first] = after.with_changes(leading_lines=() if own else (cst.EmptyLine(indent=False),))
    body.insert(first, added)
    return module.with_changes(body=body)


def _place(module: cst.Module) -> int:
    """Give the number of the first import that is none of the future; without any, of the first statement."""
    place = int(module.get_docstring() is not None)
    for number, statement in enumerate(module.body):
        imported = _imported(statement)
        if imported == "__future__":
            place = number + 1
        elif imported is not None:
            return number
    return place


def _comes_before(statement: cst.BaseStatement, name: str) -> bool:
    """Claim that a statement is a plain import of the standard library that sorts before the name."""
    imported = _imported(statement)
    return (
        imported is not None
        and imported in sys.stdlib_module_names
        and imported < name
        and _is_plain(statement, imported)
    )


def _is_plain(statement: cst.BaseStatement, name: str) -> bool:
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    return isinstance(small, cst.Import) and any(
        alias.asname is None and alias.evaluated_name == name for alias in small.names
    )


def _imported(statement: cst.BaseStatement) -> str | None:
    """Name the top-level package that a statement imports; None when it imports nothing."""
    small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else None
    if isinstance(small, cst.Import):
        return small.names[0].evaluated_name.partition(".")[0]
    if isinstance(small, cst.ImportFrom):
        node = small.module
        while isinstance(node, cst.Attribute):
            value = node.value
            node = value if isinstance(value, cst.Attribute | cst.Name) else None
        return node.value if isinstance(node, cst.Name) else ""
    return None
