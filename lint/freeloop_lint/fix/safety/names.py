"""Whether a name means a module where a call stands, or would once the file imports it at its top."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import bindings, walk

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.facts.model import Function
    from freeloop_lint.program.project import Project


def is_free(project: "Project", number: int, place: "Position", name: str) -> bool:
    """Claim that nothing else has the name, and that the function does not import it only later."""
    ref = project.functions[number]
    facts, fact = project.files[ref.path], ref.fact
    around = [other for other in facts.functions if fact.qualname.startswith(f"{other.qualname}.")]
    if name in {function.name for function in facts.functions} | {cls.name for cls in facts.classes}:
        return False
    if _is_other(facts.body, name) or any(name in other.globals for other in facts.functions):
        return False
    if any(_is_param(other, name) or _is_other(other.body, name) for other in (*around, fact)):
        return False
    return not any(_imports(node, name) for node in walk(fact.body)) or _is_imported(fact.body, place, name)


def _is_param(fact: "Function", name: str) -> bool:
    return any(param.name == name for param in fact.params)


def _is_other(body: "tuple[Node, ...]", name: str) -> bool:
    """Claim that a body gives the name to something else than the module."""
    return any(name in bindings(node) for node in walk(body) if not _imports(node, name))


def _imports(node: "Node", name: str) -> bool:
    return node[0] == form.IMPORT and any(
        alias in {"", name} and module.partition(".")[0] == name and member is None
        for alias, module, member, _ in node[1]
    )


def _is_imported(body: "tuple[Node, ...]", place: "Position", name: str) -> bool:
    """Claim that a statement of the body itself imports it before the one that the place is in."""
    for statement in body:
        if _imports(statement, name):
            return True
        if any(place in node for node in walk(statement)):
            return False
    return False
