"""Cases in short: calls of one owner on one input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


def each(owner: str, at: str, calls: Mapping[str, Callable[[], object]]) -> Iterator[Case]:
    """Yield a case for each of an owner's calls; a name may be several, separated by spaces, that are one call."""
    for names, call in calls.items():
        for name in names.split():
            yield Case(f"{owner}.{name}", at, call)
