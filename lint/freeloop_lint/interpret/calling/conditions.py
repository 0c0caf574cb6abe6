"""What the arguments of a call, as they are written, make of a catalogue entry: whether it counts, and its variant."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form

if TYPE_CHECKING:
    from freeloop_lint.catalogue.model import Condition, Entry
    from freeloop_lint.facts.form import Node

_NAMES = frozenset({form.NAME, form.ATTR})
_PATHS = frozenset({"join", "str", "Path", "open"})
"""Last names of calls that give a path, or a file of one, which ends as their last argument does, or their first."""


def varied(entry: "Entry", node: "Node | None") -> "Entry":
    """Let the first variant that the call's arguments ask for say what it costs."""
    for variant in entry.variants:
        if any(_holds(condition, node) for condition in variant.when):
            return entry._replace(cost=variant.cost)
    return entry


def applies(entry: "Entry", node: "Node | None") -> bool:
    """Claim that the call's literal arguments let the cost count."""
    if entry.when and not all(_holds(condition, node) for condition in entry.when):
        return False
    return not any(_holds(condition, node) for condition in entry.unless)


def _holds(condition: "Condition", node: "Node | None") -> bool:
    """Claim that an argument is true, or equal to what is asked for: a literal, or the name of a class."""
    if node is None:
        return False
    argument: Node | None = None
    for keyword, value in node[3]:
        if keyword == condition.keyword:
            argument = value
    position = condition.position
    if argument is None and position is not None and position < len(node[2]):
        argument = node[2][position]
    if argument is None:
        return False
    if condition.equals is not None:
        wanted = condition.equals.lower()
        if wanted.startswith("*"):
            return _ending(argument).endswith(wanted[1:])
        text = _written(argument)
        return text.startswith(wanted[:-1]) if wanted.endswith("*") else text == wanted
    return not (argument[0] == form.CONST and not argument[1])


def _ending(node: "Node") -> str:
    """Give how a text or a path ends, in small letters, as far as it is written: `f"{name}.png"`, `folder / "a"`."""
    if node[0] == form.CONST:
        return str(node[1]).lower()
    if node[0] == form.ASK and node[2] == "text":
        return str(node[4]).lower()
    if node[0] == form.BINARY:
        return _ending(node[3])
    if node[0] == form.CALL and node[2] and form.last_name(node[1]) in _PATHS:
        return _ending(node[2][0 if form.last_name(node[1]) == "open" else -1])
    return ""


def _written(argument: "Node") -> str:
    """Write a literal, or the last name of a class (`yaml.CSafeLoader`), in small letters; else nothing."""
    if argument[0] == form.CONST:
        return str(argument[1]).lower()
    name = str(argument[2] if argument[0] == form.ATTR else argument[1]) if argument[0] in _NAMES else ""
    return name.lower() if name[:1].isupper() else ""
