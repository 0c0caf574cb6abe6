"""Items of which no two are alike, for a schema with `uniqueItems`."""

from __future__ import annotations

import json

from freeloop.load.json_value import Json, JsonObject, list_of


def without_repeats(values: list[Json], schema: JsonObject) -> list[Json]:
    """Return as many values, no two alike: numbers counted up, texts numbered, enumerations walked.

    `schema` describes the values, for the rules that plainly bound the variants.

    Raises:
        ValueError: not so many were found.
    """
    choices = [schema["const"]] if "const" in schema else list_of(schema.get("enum", []), "enum")
    result: list[Json] = []
    for value in values:
        others = choices or [_numbered(value, number, schema) for number in range(len(values))]
        unused = [other for other in (value, *others) if _key(other) not in map(_key, result)]
        if not unused:
            raise ValueError(f"no {len(values)} different items were found")
        result.append(unused[0])
    return result


def _numbered(value: Json, number: int, schema: JsonObject) -> Json:
    """Return the variant of the value with that number, as far as the schema plainly allows one."""
    if isinstance(value, bool):
        return bool(number % 2) ^ value
    if isinstance(value, (int, float)):
        step = schema.get("multipleOf", 1)
        return value + number * (step if isinstance(step, (int, float)) else 1)
    if isinstance(value, str) and not schema.keys() & {"format", "pattern"}:
        suffix = str(number)
        longest = schema.get("maxLength")
        keep = len(value) if not isinstance(longest, int) else max(0, longest - len(suffix))
        return value[:keep] + suffix
    if isinstance(value, str) and str(schema.get("format", "")).startswith("uuid"):
        return value[:-4] + f"{number:04x}"
    return value


def _key(value: Json) -> str:
    return json.dumps(value, sort_keys=True)
