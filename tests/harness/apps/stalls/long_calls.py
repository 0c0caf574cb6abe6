"""What one call has to do to hold the loop for `LONG_CALL_S`, whatever the machine: sized once, when it is imported."""

from __future__ import annotations

import json
import random
import re
from math import ceil, log2

from work import times_longer

TRIES_ALL_WAYS = re.compile(r"(a+)+$")
"""On text that it does not match, twice as many for each letter."""
_SHORT = 20


def _numbers(count: int) -> list[float]:
    return [random.random() for _ in range(count)]  # noqa: S311 - any will do


def _document(count: int) -> str:
    """Flat, so that parsing it makes no containers for the garbage collector to count."""
    return "[" + ", ".join(['"some text"'] * count) + "]"


def _almost(letters: int) -> str:
    return "a" * letters + "b"


_few, _short_document = _numbers(300_000), _document(300_000)
UNSORTED = _numbers(int(len(_few) * times_longer(lambda: sorted(_few))))
DOCUMENT = _document(int(300_000 * times_longer(lambda: json.loads(_short_document))))
NEARLY_MATCHES = _almost(_SHORT + ceil(log2(times_longer(lambda: TRIES_ALL_WAYS.match(_almost(_SHORT))))))
