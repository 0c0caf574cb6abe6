"""An order of types that is the same in each run.

`repr` gives none: it lists a set by the hashes of its members, and writes what two parts share twice. A value of the
standard library's idlelib took seconds to sort by it.
"""

from functools import lru_cache
from hashlib import blake2b
from typing import TypeAlias, cast

Members: TypeAlias = "frozenset[tuple[object, ...]]"

KEPT = 1 << 16
"""Types whose rank is remembered. Arbitrary, as in `values`."""
LONG = 200
"""Characters after which a digest stands for the rest. Arbitrary; ranks stand in each other."""


@lru_cache(KEPT)
def rank(item: tuple[object, ...]) -> str:
    """Write a type, what it is made of in order."""
    text = f"{item.__class__.__name__}({', '.join(map(_written, item))})"
    return text if len(text) <= LONG else text[:LONG] + blake2b(text.encode(), digest_size=8).hexdigest()


def _written(part: object) -> str:
    if isinstance(part, frozenset):
        return f"{{{', '.join(sorted(map(rank, cast('Members', part))))}}}"
    if not isinstance(part, tuple):
        return repr(part)
    parts = cast("tuple[object, ...]", part)
    return rank(parts) if hasattr(parts, "_fields") else f"({', '.join(map(_written, parts))})"
