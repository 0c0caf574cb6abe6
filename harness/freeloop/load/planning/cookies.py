"""Cookie headers, read and joined by hand: a planned request does not know its server, and cookie jars ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Cookie = tuple[str, str]


def cookies_in(header: str) -> list[Cookie]:
    """Return the names and values of a Cookie header."""
    parts = [part.partition("=") for part in header.split(";") if part.strip()]
    return [(name.strip(), value.strip()) for name, _, value in parts]


def joined(first: Sequence[Cookie], wins: Sequence[Cookie]) -> str:
    """Return the header of both; those that `wins` names are its own alone."""
    names = {name for name, _ in wins}
    kept = [cookie for cookie in first if cookie[0] not in names]
    return "; ".join(f"{name}={value}" for name, value in (*kept, *wins))
