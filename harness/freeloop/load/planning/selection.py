"""Which endpoints a user named: `POST /predict`, `/items/*`, `GET /items/7?full=1`."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.parse import unquote

from freeloop.bounds import check_kind
from freeloop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.load.planning.openapi import Operation

SAFE_METHODS = frozenset({"GET", "HEAD"})
"""Methods that are sent unasked: they should change no one's data (RFC 9110 9.2.1)."""

_METHOD = re.compile(r"[A-Z]+|\*")
_NEAREST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Selector:
    """One name that a user gave: a method, `*` for all, or None for those that change nothing; and a path."""

    text: str
    method: str | None
    path: str
    query: str

    @classmethod
    def parse(cls, text: str) -> Selector:
        """Return the selector that `text` spells.

        Raises:
            UserError: it is not a path, or a method and a path.
        """
        check_kind("the name of an endpoint", text, str, "write it as text, such as 'POST /items'")
        first, _, rest = text.strip().partition(" ")
        # A path may have spaces in it: only a method is cut off.
        has_method = _METHOD.fullmatch(first.upper()) is not None and rest.strip() != ""
        method = first.upper() if has_method else None
        target = rest.strip() if has_method else text.strip()
        if not target.startswith(("/", "*")):
            raise UserError(
                f"endpoint {text!r} is not a path or a method and a path: write /items or 'POST /items'"
            )
        path, _, query = target.partition("?")
        return cls(text, method, path, query)

    def matches_path(self, template: str) -> bool:
        """Whether the path is this template, a pattern for it, or one of its concrete paths."""
        return (
            template in {self.path, unquote(self.path)}
            or fnmatchcase(template, self.path)
            or self.is_concrete(template)
        )

    def is_concrete(self, template: str) -> bool:
        """Whether the path has values where the template has parameters."""
        if self.path == template or "{" not in template or "*" in self.path:
            return False
        pattern = "".join(
            "[^/]+" if part.startswith("{") else re.escape(part)
            for part in re.split(r"(\{[^}]*\})", template)
            if part
        )
        return any(re.fullmatch(pattern, path) is not None for path in (self.path, unquote(self.path)))

    def takes_method(self, method: str) -> bool:
        """Whether the method is named, or left open and safe to send."""
        return self.method in {"*", method} or (self.method is None and method in SAFE_METHODS)


def match(selector: Selector, operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations that the selector names, in their order, whether their methods are safe or not.

    A literal template wins over a parameter that it would fit: `/items/new` is not `/items/{id}`.

    Raises:
        UserError: there is none; the nearest names are listed.
    """
    found = [
        operation
        for operation in operations
        if selector.matches_path(operation.path)
        and (selector.method in {None, operation.method} or "*" in {selector.method, operation.method})
    ]
    literal = [operation for operation in found if operation.path in {selector.path, unquote(selector.path)}]
    if found:
        return literal or found
    names = [operation.name for operation in operations]
    raise UserError(f"no endpoint matches {selector.text!r}: {_nearest(selector.text, names)}")


def is_named(selector: Selector, operation: Operation, matched: Sequence[Operation]) -> bool:
    """Whether the selector asks for the operation, unsafe or not: by its method, or as the only one there."""
    is_only_one = len(matched) == 1 and "*" not in selector.path
    return selector.takes_method(operation.method) or (selector.method is None and is_only_one)


def _nearest(text: str, names: Sequence[str]) -> str:
    if not names:
        return "the application has none"
    path = text.rsplit(maxsplit=1)[-1]
    by_path = difflib.get_close_matches(path, [name.partition(" ")[2] for name in names], n=3, cutoff=0.4)
    near = [name for name in names if name.partition(" ")[2] in by_path]
    near += [name for name in difflib.get_close_matches(text, names, n=3, cutoff=0.4) if name not in near]
    shown = near[:_NEAREST_SHOWN] or list(names[:_NEAREST_SHOWN])
    return f"{'the nearest are' if near else 'there are'} {', '.join(shown)}"
