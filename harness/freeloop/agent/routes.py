"""The routes that an application can be seen to have, whether its OpenAPI document names them or not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOCUMENTATION = ("openapi_url", "docs_url", "redoc_url", "swagger_ui_oauth2_redirect_url")
_CONVERTER = re.compile(r":[^{}]*\}")
_DEEPEST = 8
"""Mounts in mounts. Arbitrary: an application that mounts itself ends here."""


def routes_of(application: Any, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any
    """Yield method and path of each route, as Starlette and FastAPI have them in `routes`, through mounts.

    `WS` is the method of a websocket; `*`, with a path that ends in `/*`, that of what is mounted and does not
    tell its routes. The frameworks' pages of documentation are left out.
    """
    documentation = {getattr(application, name, None) for name in _DOCUMENTATION}
    for route, path in _with_paths(getattr(application, "routes", None) or ()):
        if path in documentation:
            continue
        whole = prefix + _CONVERTER.sub("}", path)
        if hasattr(route, "routes"):
            mounted = (
                list(routes_of(getattr(route, "_base_app", route), whole, depth + 1))
                if depth < _DEEPEST
                else []
            )
            yield from mounted or [("*", f"{whole}/*")]
        elif getattr(route, "scope_type", "") == "asgi":  # Litestar's, as the next
            yield "*", f"{whole}/*"
        elif hasattr(route, "methods") and getattr(route, "scope_type", "http") == "http":
            methods = _methods_of(route)
            yield from (
                (method, whole) for method in sorted(methods) if method != "HEAD" or "GET" not in methods
            )
        else:
            yield "WS", whole


def _methods_of(route: Any) -> set[str]:  # noqa: ANN401 - any
    """What it answers; by a handler of the application's own, where Litestar adds some: OPTIONS, and documentation."""
    handlers = getattr(route, "route_handlers", None)
    if handlers is None:
        return set(route.methods or ()) or {"GET"}
    own = [handler for handler in handlers if not handler.fn.__module__.startswith("litestar.")]
    return {method for handler in own for method in handler.http_methods}


def _with_paths(routes: Any) -> Iterator[tuple[Any, str]]:  # noqa: ANN401 - any
    """Each route, and the path that it has where it is: a router that FastAPI includes keeps its own."""
    for route in routes:
        for each in (
            route.effective_route_contexts() if hasattr(route, "effective_route_contexts") else [route]
        ):
            path = getattr(getattr(each, "starlette_route", None) or each, "path", None)
            if isinstance(path, str):
                yield getattr(each, "original_route", each), path
