"""Cases of one library that differ in the function alone: a loop over names with one shared input."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterator


def alike(
    where: str, owner: object, names: str, at: str, *values: object, **options: object
) -> Iterator[Case]:
    """Make a case of each function of `owner`, the catalogue's `where`; all are called with the same values."""
    for name in names.split():
        yield Case(f"{where}.{name}", at, functools.partial(getattr(owner, name), *values, **options))
