"""What is wrong with a name in a catalogue, in one sentence: one that Python could not have would never be met."""

import re

_WORD = re.compile(r"[^\W\d]\w*")


def _guess(name: str) -> str:
    """Give the dotted name that a text may have meant: a distribution's, or a call's."""
    parts = _WORD.findall(name.replace("-", "_"))
    return ".".join(parts) or "acme"


def is_dotted(name: str) -> bool:
    """Claim that it is a name of Python, or several with dots between them."""
    return all(part.isidentifier() for part in name.split("."))


def of_module(name: str) -> str:
    """Refuse what cannot be imported."""
    return "" if is_dotted(name) else f"`{name}` is no module; write it as it is imported: `{_guess(name)}`"


def in_module(name: str) -> str:
    """Refuse what is not a full name."""
    if not is_dotted(name):
        return f"`{name}` is no name; write the full one: `module.{_guess(name)}`"
    return "" if "." in name else f"`{name}` has no module; write the full name: `module.{name}`"


def of_member(name: str) -> str:
    """Refuse what is no function or method of the module or class whose table it stands in."""
    if name.isidentifier() or name == "*":
        return ""
    last = _guess(name).rpartition(".")[2]
    return f"`{name}` is no name of its own; write `{last}`, in the table of its module or class"


def of_argument(name: object) -> str:
    """Refuse what is neither the position of an argument nor its keyword."""
    if isinstance(name, str):
        fine = name.isidentifier()
    else:
        fine = isinstance(name, int) and not isinstance(name, bool) and name >= 0
    return "" if fine else f"`{name}` is neither a position, counted from 0, nor a keyword"
