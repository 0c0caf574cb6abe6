"""Decide whether a load in an endpoint can surely be moved into the application's lifespan, and if not, why."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import bindings, walk

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Node
    from freeloop_lint.facts.model import FileFacts, Function
    from freeloop_lint.fix.safety.changes import Changes
    from freeloop_lint.program.project import Project
    from freeloop_lint.program.values import Key
    from freeloop_lint.rules.base import Candidate

_EVENTS = frozenset({"on_event", "add_event_handler", "mount"})
_OWN_LIFESPAN = frozenset({"lifespan", "on_startup", "on_shutdown"})
NAME = "lifespan"


def obstacle(changes: "Changes", key: "Key", candidate: "Candidate") -> str:
    """Say what keeps a load where it is; empty when it can be moved."""
    project = changes.machine.project
    ref = project.functions[candidate.number]
    facts = project.files[ref.path]
    if len(candidate.event.chain) > 1:
        return "the load is made in another function"
    statement = _statement(ref.fact, candidate)
    if statement is None:
        return "the load is no statement `name = load(...)` of its own"
    call: Node = statement[2]
    if not all(_is_constant(value) for value in (*call[2], *(value for _, value in call[3]))):
        return "its arguments are not literals"
    if _bindings(ref.fact, statement[1][0][1]) > 1:
        return f"`{statement[1][0][1]}` is bound more than once"
    if _bindings(ref.fact, form.dotted(call[1]).partition(".")[0]):
        return "what it calls is bound in the function"
    found = _application_obstacle(facts, ref.fact)
    if not found and (changed := changes.changed(key, candidate.event.position)):
        found = f"requests would share it, and `{changed}` changes it"
    return found or _use(project, statement[1][0][1])


def _use(project: "Project", name: str) -> str:
    """Say what else in the program is in the way of an attribute of the application's state."""
    for facts in project.files.values():
        for node in walk((facts.body, *(f.body for f in facts.functions))):
            if node[0] == form.ATTR and node[2] == name and form.dotted(node[1]).endswith("state"):
                return f"`{form.dotted(node)}` is in use"
            if (
                node[0] == form.CALL
                and (form.CONST, name) in node[2]
                and form.dotted(node[2][0]).endswith("state")
            ):
                return f"`{form.dotted(node[2][0])}.{name}` is in use"
            if node[0] == form.CALL and form.dotted(node[1]).endswith(".mount") and not _is_file_server(node):
                return "an application that is mounted has no start-up"
    return ""


def _is_file_server(mount: "Node") -> bool:
    """Claim that what is mounted is made on the spot, `StaticFiles(...)` mostly, and so is not this application."""
    return any(arg[0] == form.CALL for arg in (*mount[2], *(value for _, value in mount[3])))


def _application_obstacle(facts: "FileFacts", fact: "Function") -> str:
    made = [node for node in facts.body if node[0] == form.ASSIGN and _makes_application(node[2])]
    if len(made) != 1 or len(made[0][1]) != 1 or made[0][1][0][0] != form.NAME:
        return "its file makes no application, or several"
    app: str = made[0][1][0][1]
    if not any(_root(node) == app for node in fact.decorators):
        return f"the endpoint is not a route of `{app}` itself"
    if any(name in _OWN_LIFESPAN for name, _ in made[0][2][3]):
        return f"`{app}` has a lifespan: load it there"
    everything = (*facts.body, *(node for f in facts.functions for node in (*f.decorators, *f.body)))
    used = {node[2] for node in walk(everything) if node[0] == form.ATTR}
    if used & _EVENTS:
        return f"the file uses `{min(used & _EVENTS)}`, and a lifespan changes what runs at start-up"
    names = {node[1] for node in walk(everything) if node[0] == form.NAME}
    if NAME in names | {f.name for f in facts.functions} or _bindings(fact, app):
        return f"the name `{NAME}` or `{app}` is taken"
    return ""


def _statement(fact: "Function", candidate: "Candidate") -> "Node | None":
    """Find the assignment whose value is the load, among the statements of the body itself."""
    for node in fact.body:
        if node[0] == form.ASSIGN and len(node[1]) == 1 and node[1][0][0] == form.NAME:
            value: Node = node[2]
            if value[0] == form.CALL and value[4] == candidate.event.position:
                return node
    return None


def _is_constant(node: "Node") -> bool:
    return bool(node[0] == form.CONST)


def _makes_application(node: "Node") -> bool:
    return node[0] == form.CALL and form.last_name(node[1]) == "FastAPI"


def _root(node: "Node") -> str:
    return form.dotted(node[1]).partition(".")[0] if node[0] == form.CALL else ""


def _bindings(fact: "Function", name: str) -> int:
    """Count the places where a function binds a name: parameters, assignments, imports."""
    return sum(param.name == name for param in fact.params) + sum(
        bound == name for node in walk(fact.body) for bound in bindings(node)
    )
