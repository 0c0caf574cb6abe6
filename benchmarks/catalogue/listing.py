"""Cases in short: calls of one owner on one input."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_NONE: Mapping[str, Callable[[], object]] = MappingProxyType({})


def each(
    owner: str, at: str, calls: Mapping[str, Callable[[], object]] = _NONE, /, **named: Callable[[], object]
) -> Iterator[Case]:
    """Make a case of each of an owner's calls; a key may be several names, parted by blanks, that are one call."""
    for names, call in (*calls.items(), *named.items()):
        for name in names.split():
            yield Case(f"{owner}.{name}", at, call)


def alike(
    where: str, owner: object, names: str, at: str, *values: object, **options: object
) -> Iterator[Case]:
    """Make a case of each function of `owner`, the catalogue's `where`; all are called with the same values."""
    calls = {name: partial(getattr(owner, name), *values, **options) for name in names.split()}
    return each(where, at, calls)
