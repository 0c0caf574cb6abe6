"""Search among strings, and guesses of what encoding they are in."""

from __future__ import annotations

import io
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

AGAINST = "one string against 10 000"


def _choices() -> list[str]:
    return [text(500_000)[i * 50 : i * 50 + 50] for i in range(10_000)]


def _asked() -> str:
    """Ask for one of the choices as a person types it: a choice itself would end the search."""
    return _choices()[7].replace("e", "", 2)


@subject("rapidfuzz", "rapidfuzz")
def _rapidfuzz() -> Iterator[Case]:
    process, choices, where = import_module("rapidfuzz.process"), _choices(), "rapidfuzz.process"
    yield from alike(where, process, "extract extractOne", AGAINST, _asked(), choices)
    lazy = partial(process.extract_iter, _asked(), choices)
    yield Case(f"{where}.extract_iter", "the first of 10 000 strings", lambda: next(lazy()))
    few = choices[:300]
    yield from alike(where, process, "cdist", "300 by 300 strings", few, few)
    yield from alike(where, process, "cpdist", "300 pairs of strings", few, few[::-1])


@subject("thefuzz", "thefuzz")
def _thefuzz() -> Iterator[Case]:
    yield from _fuzzy("thefuzz")


@subject("fuzzywuzzy", "fuzzywuzzy")
def _fuzzywuzzy() -> Iterator[Case]:
    yield from _fuzzy("fuzzywuzzy")


def _fuzzy(name: str) -> Iterator[Case]:
    process, choices = import_module(f"{name}.process"), _choices()
    found = "extract extractOne extractBests"
    yield from alike(f"{name}.process", process, found, AGAINST, _asked(), choices)
    few = choices[:100]
    yield from alike(f"{name}.process", process, "dedupe", "100 strings", few)


FOREIGN = "100 kB of German text in Latin-1"


def _foreign() -> bytes:
    said = "Grüße über die Brücke, für jede Antwort noch eine Frage, während es läutet. "
    return (said * 1000).encode("latin-1")[:100_000]


@subject("chardet", "chardet")
def _chardet() -> Iterator[Case]:
    yield from alike("chardet", import_module("chardet"), "detect detect_all", FOREIGN, _foreign())


@subject("charset_normalizer", "charset-normalizer")
def _charset_normalizer() -> Iterator[Case]:
    library, data = import_module("charset_normalizer"), _foreign()
    path = Path(tempfile.mkdtemp()) / "in.txt"
    path.write_bytes(data)
    yield from alike("charset_normalizer", library, "detect from_bytes", FOREIGN, data)
    files = {
        "from_fp": lambda: library.from_fp(io.BytesIO(data)),
        "from_path": lambda: library.from_path(path),
    }
    yield from each("charset_normalizer", FOREIGN, files)
