"""Read a type as data files write it: `numpy.ndarray`, `list[A]`, `tuple[A, B]`, `A | B`."""

import re
from functools import cache

from freeloop_lint.catalogue.model import TypeExpr

_TOKEN = re.compile(r"\s*([A-Za-z_][\w.]*|[\[\],|])")


_OF_ONE = frozenset({
    "asynccontextmanager", "asynciterator", "awaitable", "callable", "contextmanager", "type",
})  # fmt: skip
_SHORT = _OF_ONE | {
    "None", "bool", "bytes", "complex", "dict", "element", "float", "frozenset", "generator", "int", "iterator",
    "list", "object", "self", "set", "str", "tuple",
}  # fmt: skip
"""Types that have no module, and those of them that stand around another."""
_OF_ARGUMENT = re.compile(r"(?:arg|await|call|element|elementof|instance)\d")


def _is_short(name: str) -> bool:
    return name in _SHORT or _OF_ARGUMENT.fullmatch(name) is not None


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text)
        self.at = 0
        if not self.tokens:
            raise ValueError(f"{text!r} is not a type; write one like `numpy.ndarray` or `list[str]`")
        if "".join(self.tokens) != "".join(text.split()):
            raise ValueError(f"`{text}` is not a type")
        self.text = text

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def union(self) -> TypeExpr:
        parts = [self.single()]
        while self.peek() == "|":
            self.take()
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else TypeExpr("|", tuple(parts))

    def single(self) -> TypeExpr:
        name = self.take()
        if not name or not (name[0].isalpha() or name[0] == "_"):
            raise ValueError(
                f"`{self.text}`: a name was expected" + (f", not `{name}`" if name else " at its end")
            )
        if "." not in name and not _is_short(name):
            raise ValueError(f"`{name}` has no module; write the full name: `module.{name}`")
        if self.peek() != "[":
            if name in _OF_ONE:
                raise ValueError(f"`{name}` says of what: write `{name}[str]`")
            return TypeExpr(name)
        self.take()
        args = [self.union()]
        while self.peek() == ",":
            self.take()
            args.append(self.union())
        if self.take() != "]":
            raise ValueError(f"`{self.text}`: `]` is missing")
        return TypeExpr(name, tuple(args))


@cache
def parse_type(text: str) -> TypeExpr:
    """Parse a type expression.

    Raises:
        ValueError: The text is not one.
    """
    parser = _Parser(text)
    result = parser.union()
    if parser.peek():
        raise ValueError(f"`{parser.peek()}` is unexpected in `{text}`")
    return result
