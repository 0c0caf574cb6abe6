"""Pickles of what pickle does not know."""

from __future__ import annotations

import io
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import rows
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDS = "11 000 records, 0.7 MB"
ARRAY = "20 MB of numbers and a function"


@subject("cloudpickle", "cloudpickle")
def _cloudpickle() -> Iterator[Case]:
    yield from _pickled("cloudpickle")


@subject("dill", "dill")
def _dill() -> Iterator[Case]:
    yield from _pickled("dill")


def _pickled(name: str) -> Iterator[Case]:
    library, records = import_module(name), rows(11_000)
    packed = library.dumps(records)
    calls = {"dumps": partial(library.dumps, records), "loads": partial(library.loads, packed)}
    yield from each(name, RECORDS, calls)

    def double(value: float) -> float:
        return value * 2

    model = (import_module("numpy").random.default_rng(1).random(2_500_000), double)
    yield Case(f"{name}.dump", ARRAY, lambda: library.dump(model, io.BytesIO()))
