"""Items of which no two are alike, for a schema with `uniqueItems`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from freeloop.json_value import Json, JsonObject, list_of
from freeloop.load.planning.example.number import numbers_for
from freeloop.load.planning.example.text import texts_for

if TYPE_CHECKING:
    from collections.abc import Sequence


def without_repeats(values: list[Json], schema: JsonObject) -> list[Json]:
    """Return as many values, no two alike: other numbers, other texts, the rest of an enumeration.

    `schema` describes the values. Of alternatives the first that was taken is varied, by type alone.

    Raises:
        ValueError: not so many were found.
    """
    result: list[Json] = []
    for value in values:
        others = _variants(value, schema, len(values))
        unused = [other for other in (value, *others) if _key(other) not in map(_key, result)]
        if not unused:
            raise ValueError(f"no {len(values)} different items were found")
        result.append(unused[0])
    return result


def _variants(value: Json, schema: JsonObject, count: int) -> Sequence[Json]:
    if "const" in schema:
        return ()
    if "enum" in schema:
        return list_of(schema["enum"], "enum")
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, (int, float)):
        return numbers_for(schema, count, is_integer=isinstance(value, int))
    if isinstance(value, str):
        return texts_for(schema, count)
    return ()


def _key(value: Json) -> str:
    return json.dumps(value, sort_keys=True)
