"""Search among strings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text

if TYPE_CHECKING:
    from collections.abc import Iterator


@subject("rapidfuzz.process", "rapidfuzz")
def _rapidfuzz() -> Iterator[Case]:
    process = import_module("rapidfuzz.process")
    choices = [text(500_000)[i * 50 : i * 50 + 50] for i in range(10_000)]
    at = "one string against 10 000"
    yield Case("rapidfuzz.process.extract", at, lambda: process.extract(choices[7], choices))
    yield Case(
        "rapidfuzz.process.cdist", "300 by 300 strings", lambda: process.cdist(choices[:300], choices[:300])
    )
