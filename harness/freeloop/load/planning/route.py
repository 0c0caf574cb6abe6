"""Routes that an application was seen to have besides those of its OpenAPI document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freeloop.load.request import WEBSOCKET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop.load.planning.openapi import Operation
    from freeloop.load.planning.selection import Selector


@dataclass(frozen=True, slots=True)
class Route:
    """A method, `*` for any and `WS` for a websocket, and a path; one that ends in `/*` has others below it."""

    method: str
    path: str

    def why_not_loaded(self, otherwise: str) -> str:
        """Why it is not loaded unasked, and how to ask; `otherwise` is the reason where it is not the kind of route."""
        if self.path.endswith("/*"):
            return "mounted, and does not tell its routes: name one, as 'GET /path', to load it"
        what = "a websocket" if self.method == WEBSOCKET else otherwise
        values = ", with values in its path," if "{" in self.path else ""
        return f"{what}: name it as '{self.method} {self.path}'{values} to load it"

    def fits(self, selector: Selector) -> bool:
        """Whether the selector names a concrete path of it."""
        is_below = self.path.endswith("/*") and selector.path.startswith(self.path[:-1])
        return (
            not {"*", "{"} & {*selector.path, selector.method}
            and self.method in {"*", selector.method or "GET"}
            and (is_below or self.path == selector.path or selector.is_concrete(self.path))
        )


def unknown_to(document: Sequence[Operation], routes: Sequence[Route]) -> list[Route]:
    """Return the routes that the document does not describe, each once."""
    known = {(operation.method, operation.path) for operation in document}
    return [route for route in dict.fromkeys(routes) if (route.method, route.path) not in known]
