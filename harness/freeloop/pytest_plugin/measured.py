"""Which tests are measured."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

_NOT_ASYNCIO = ("trio",)
_FIXTURES = frozenset({"freeloop_audit", "freeloop_serve"})


class Measured:
    """Those with the marker; with --freeloop all, of which those are judged that run an event loop."""

    def __init__(self, config: pytest.Config) -> None:
        self._whole_suite = bool(config.getoption("freeloop")) or bool(config.getini("freeloop"))

    def holds(self, item: pytest.Item) -> bool:
        """Whether the test is measured."""
        return (self._whole_suite or is_marked(item)) and not other_library_of(item)


def is_async(item: pytest.Item) -> bool:
    """Whether the test's function is a coroutine function."""
    return inspect.iscoroutinefunction(getattr(item, "obj", None))


def takes_turns(item: pytest.Item) -> bool:
    """Whether no other measurement may run at the same time: one that somebody asked for by name.

    With --freeloop all tests are measured, and would take turns for nothing: what other workers take from a loop is not
    charged to it.
    """
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return is_marked(item) or not _FIXTURES.isdisjoint(fixtures)


def is_marked(item: pytest.Item) -> bool:
    """Whether the test, its class or its module has the marker."""
    return item.get_closest_marker("freeloop") is not None


def other_library_of(item: pytest.Item) -> str:
    """What anyio's plugin runs the test on if that is not asyncio; empty before a plain fixture has said so."""
    funcargs: dict[str, Any] = getattr(item, "funcargs", {})
    callspec = getattr(item, "callspec", None)
    params: dict[str, Any] = callspec.params if callspec is not None else {}
    backend: str | tuple[str, object] = funcargs.get("anyio_backend", params.get("anyio_backend", ""))
    library = backend if isinstance(backend, str) else backend[0]
    return library if library in _NOT_ASYNCIO else ""
