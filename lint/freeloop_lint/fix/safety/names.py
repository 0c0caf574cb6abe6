"""Whether a name means a module where a call stands, or would once the file imports it at its top."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import bindings, walk

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Node, Position
    from freeloop_lint.facts.model import FileFacts, Function
    from freeloop_lint.program.project import Project


class Module:
    """A module by its name, in a program."""

    def __init__(self, project: "Project", name: str) -> None:
        self.project = project
        self.name = name
        self._free: dict[str, bool] = {}
        """Whether the name is free at the top of a file, by path."""
        self._inside: dict[int, bool] = {}

    def is_free(self, number: int, place: "Position") -> bool:
        """Claim that nothing else has the name, and that the function does not import it only later."""
        fact = self.project.functions[number].fact
        if number not in self._inside:
            self._inside[number] = self._is_free_inside(number)
        if not self._inside[number]:
            return False
        imported = _names(fact, self.name) and any(_imports(node, self.name) for node in walk(fact.body))
        return not imported or _is_imported(fact.body, place, self.name)

    def _is_free_inside(self, number: int) -> bool:
        """Claim that neither the file, nor a function, nor one around it gives the name to something else."""
        ref, name = self.project.functions[number], self.name
        facts, fact = self.project.files[ref.path], ref.fact
        if ref.path not in self._free:
            self._free[ref.path] = _is_free_at_top(facts, name)
        around = [other for other in facts.functions if fact.qualname.startswith(f"{other.qualname}.")]
        return self._free[ref.path] and not any(
            _is_param(other, name) or (_names(other, name) and _is_other(other.body, name))
            for other in (*around, fact)
        )


def _is_free_at_top(facts: "FileFacts", name: str) -> bool:
    defined = {function.name for function in facts.functions} | {cls.name for cls in facts.classes}
    changed = any(name in function.globals for function in facts.functions)
    return name not in defined and not changed and not _is_other(facts.body, name)


def _names(fact: "Function", name: str) -> bool:
    """Claim that a name stands in a function: only then need its body be unpacked."""
    return name.encode() in fact.packed


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
