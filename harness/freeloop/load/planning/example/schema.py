"""Schemas made plain before a value is made for them: `allOf` merged, alternatives listed, type inferred."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freeloop.json_value import Json, JsonObject, list_of, number_of, object_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from freeloop.load.planning.openapi import References

_TYPE_BY_KEYWORD = {
    "properties": "object",
    "required": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "minProperties": "object",
    "items": "array",
    "prefixItems": "array",
    "minItems": "array",
    "pattern": "string",
    "minLength": "string",
    "maxLength": "string",
    "format": "string",
    "contentMediaType": "string",
    "minimum": "number",
    "maximum": "number",
    "exclusiveMinimum": "number",
    "exclusiveMaximum": "number",
    "multipleOf": "number",
}

_MUST_AGREE = frozenset({"pattern", "const", "multipleOf", "format"})
_LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_NAMED_SCHEMAS = frozenset({"properties", "patternProperties", "$defs", "definitions"})

_EXAMPLE_KEYS = ("example", "default")

LARGEST_SIZE = 10_000
"""Items or entries that are made up at most. Arbitrary: more is better given than made up."""


def size_of(fields: JsonObject, key: str, most: int = LARGEST_SIZE) -> int:
    """Return the least size that the schema asks for under `key`; 0 when it asks for none.

    Raises:
        ValueError: it is no size, or one that is too large to make up.
    """
    size = number_of(fields.get(key, 0), key)
    if size > most:
        raise ValueError(f"{key} is {size:g}, and at most {most} are made up")
    return int(size)


def merged(schemas: Iterable[JsonObject]) -> JsonObject:
    """Return one schema that asks for all that the given ones ask for.

    Raises:
        ValueError: two of them ask for different patterns, or for values that exclude each other.
    """
    result: JsonObject = {}
    for schema in schemas:
        for key, value in schema.items():
            result[key] = _both(key, result[key], value) if key in result else value
    return result


def _both(key: str, first: Json, second: Json) -> Json:
    if first == second:
        return first
    if key == "type":
        return _common_type(first, second)
    if key in _MUST_AGREE:
        raise ValueError(f"two schemas at once ask for {key} {first!r} and {second!r}")
    if isinstance(first, dict) and isinstance(second, dict):
        return _both_objects(key, first, second)
    if isinstance(first, list) and isinstance(second, list):
        return _both_lists(key, first, second)
    if isinstance(first, (int, float)) and isinstance(second, (int, float)):
        stricter = max if key in _LOWER_BOUNDS else min if key in _UPPER_BOUNDS else None
        return second if stricter is None else stricter(first, second)
    return second


def _both_objects(key: str, first: JsonObject, second: JsonObject) -> Json:
    if key not in _NAMED_SCHEMAS:
        return _all_of(first, second)
    return first | second | {name: _all_of(first[name], second[name]) for name in first if name in second}


def _both_lists(key: str, first: list[Json], second: list[Json]) -> Json:
    if key == "required":
        return first + [name for name in second if name not in first]
    if key == "enum":
        return [value for value in first if value in second]
    return second


def _common_type(first: Json, second: Json) -> Json:
    ones = first if isinstance(first, list) else [first]
    others = second if isinstance(second, list) else [second]
    common: list[Json] = [kind for kind in ones if kind in others]
    if not common and {"integer", "number"} <= {*map(str, ones), *map(str, others)}:
        common = ["integer"]
    if not common:
        raise ValueError(f"no value is both {first!r} and {second!r}")
    return common


def _all_of(first: Json, second: Json) -> Json:
    parts = [part for part in (first, second) if part is not True]
    return {"allOf": parts} if parts else True


def flattened(schema: JsonObject, references: References) -> JsonObject:
    """Return the schema with its `allOf` merged into it, all references on the way resolved.

    The example of a part is dropped when it lacks what the whole requires: it shows only that part.
    """
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return schema
    own = {key: value for key, value in schema.items() if key != "allOf"}
    result = merged(
        [*(flattened(references.resolve(part), references) for part in parts if part is not True), own]
    )
    for key in _EXAMPLE_KEYS:
        if key in result and key not in own and not _is_whole(result[key], result):
            del result[key]
    return result


def _is_whole(example: Json, schema: JsonObject) -> bool:
    required = schema.get("required")
    if not isinstance(example, dict) or not isinstance(required, list):
        return True
    return all(name in example for name in required)


def alternatives(schema: JsonObject) -> Iterator[JsonObject]:
    """Yield what the schema asks for with each of its `anyOf` or `oneOf` chosen, those that are null last.

    References in a choice are kept, so that the caller sees a type that holds itself.
    """
    for key in ("oneOf", "anyOf"):
        if key in schema:
            choices = list_of(schema[key], key)
            rest = {name: value for name, value in schema.items() if name not in {key, "discriminator"}}
            for choice in sorted(choices, key=_is_null):
                parts: list[Json] = [rest, choice] if rest else [choice]
                named = _named_by_discriminator(schema.get("discriminator"), choice)
                yield {"allOf": parts if named is None else [*parts, named]}
            return
    yield schema


def _is_null(choice: Json) -> bool:
    return isinstance(choice, dict) and choice.get("type") == "null"


def _named_by_discriminator(discriminator: Json, choice: Json) -> JsonObject | None:
    """Return the schema of the property that says which choice was taken."""
    if not isinstance(discriminator, dict) or not isinstance(choice, dict) or "$ref" not in choice:
        return None
    pointer = str(choice["$ref"])
    mapping = object_of(discriminator.get("mapping", {}), "mapping")
    names: list[Json] = [name for name, target in mapping.items() if target == pointer]
    if not names:
        names = [pointer.rpartition("/")[2]]
    key = str(discriminator.get("propertyName"))
    return {"type": "object", "required": [key], "properties": {key: {"enum": names}}}


def types_of(schema: JsonObject) -> list[str]:
    """Return the types to try, the likeliest first and null last; inferred where none is named."""
    named = schema.get("type")
    if isinstance(named, list):
        types = [str(kind) for kind in named]
    elif named is not None:
        types = [str(named)]
    else:
        types = [kind for key, kind in _TYPE_BY_KEYWORD.items() if key in schema][:1] or ["string"]
    if schema.get("nullable") is True:
        types.append("null")
    return sorted(types, key=lambda kind: kind == "null")
