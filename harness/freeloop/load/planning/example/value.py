"""A value that a JSON schema allows: the example that it gives, else the plainest one made for it.

Made here, not by a library, and deterministic. Measured in November 2026: jsf 0.11.2 brings 19 packages,
takes 1.6 s to import, and of nine ordinary schemas raised or was invalid for four (a narrow number range,
`prefixItems`, `minProperties`, a type that holds itself); hypothesis-jsonschema 0.23.1 brings 9 and draws
odd values on purpose, which is right for a test of validation and wrong for a load; polyfactory wants Python
models. rstr, one small package without dependencies, makes the strings for patterns.

A request is meant to reach the endpoint's work, so values are plain: what is required, what has an example,
and one item in each list. Not read: `not`, `if`, `dependentSchemas`, `contains`.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from freeloop.json_value import Json, JsonObject, list_of, object_of
from freeloop.load.planning.example.number import number_for
from freeloop.load.planning.example.schema import alternatives, flattened, size_of, types_of
from freeloop.load.planning.example.text import text_for
from freeloop.load.planning.example.unique import without_repeats

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop.load.planning.openapi import References

_DEEPEST = 12
"""Schemas nest no deeper than this in practice; a type that holds itself ends here (arbitrary)."""


_ONLY_VALUE: dict[str, Json] = {"boolean": True, "null": None}


class NoExampleError(ValueError):
    """No value was found for a schema; the message says where and why."""


class ExampleMaker:
    """Makes values for the schemas of one document."""

    def __init__(self, references: References) -> None:
        self._references = references
        self.invented = 0
        """How many values were made up so far, because no example, default or choice was given for them."""

    def value_for(self, schema: Json, where: str = "body") -> Json:
        """Return a value for the schema.

        Raises:
            NoExampleError: none was found; `where` says for what.
        """
        try:
            return self._value(schema, where, ())
        except NoExampleError:
            raise
        except ValueError as error:
            raise NoExampleError(f"{where}: {error}") from error

    def has_example(self, schema: Json) -> bool:
        """Whether the schema itself gives an example (a default is none: the server has it already)."""
        fields = flattened(self._references.resolve(schema), self._references) if schema is not True else {}
        return "example" in fields or bool(fields.get("examples"))

    def _value(self, schema: Json, where: str, trail: tuple[str, ...]) -> Json:
        if schema is True:
            self.invented += 1
            return "example"
        if schema is False:
            raise NoExampleError(f"{where}: the schema allows no value")
        trail = self._extended(trail, schema, where)
        fields = flattened(self._references.resolve(schema), self._references)
        given, example = _given(fields)
        if given:
            return example
        return self._first_that_works(fields, where, trail)

    def _extended(self, trail: tuple[str, ...], schema: Json, where: str) -> tuple[str, ...]:
        """Return the trail of references with this schema's; refuse a type's third time within itself."""
        for part in _parts(schema):
            pointer = part.get("$ref")
            if isinstance(pointer, str):
                trail = (*trail, pointer)
                if trail.count(pointer) > 2:  # noqa: PLR2004 - a list of itself shows one level of itself
                    raise NoExampleError(f"{where}: the schema holds itself without end")
        if where.count(".") + where.count("[") > _DEEPEST:
            raise NoExampleError(f"{where}: the schema is nested too deeply")
        return trail

    def _first_that_works(self, fields: JsonObject, where: str, trail: tuple[str, ...]) -> Json:
        if "oneOf" in fields or "anyOf" in fields:
            attempts = [partial(self._value, choice, where, trail) for choice in alternatives(fields)]
        else:
            attempts = [partial(self._of_type, kind, fields, where, trail) for kind in types_of(fields)]
        problems: list[ValueError] = []
        for attempt in attempts:
            value, problem = _outcome(attempt)
            if problem is None:
                return value
            problems.append(problem)
        # The first choice is the one that a reader of the schema would expect to see sent.
        if problems and isinstance(problems[0], NoExampleError):
            raise problems[0]
        raise NoExampleError(f"{where}: {problems[0] if problems else 'there is nothing to choose from'}")

    def _of_type(self, kind: str, fields: JsonObject, where: str, trail: tuple[str, ...]) -> Json:
        if kind == "object":
            return self._object(fields, where, trail)
        if kind == "array":
            return self._array(fields, where, trail)
        self.invented += 1
        if kind == "string":
            is_json = fields.get("contentMediaType") == "application/json"
            content: Json = fields.get("contentSchema", {"type": "object"})
            return json.dumps(self._value(content, where, trail)) if is_json else text_for(fields)
        if kind in {"integer", "number"}:
            return number_for(fields, is_integer=kind == "integer")
        if kind in _ONLY_VALUE:
            return _ONLY_VALUE[kind]
        raise NoExampleError(f"{where}: {kind!r} is no type of JSON")

    def _object(self, fields: JsonObject, where: str, trail: tuple[str, ...]) -> JsonObject:
        properties = object_of(fields.get("properties", {}), "properties")
        required = [str(name) for name in list_of(fields.get("required", []), "required")]
        result: JsonObject = {}
        for name, schema in properties.items():
            if name in required or self.has_example(schema):
                result[name] = self._value(schema, f"{where}.{name}", trail)
        for name in required:
            if name not in properties:
                result[name] = self._value(self._schema_of_other(fields), f"{where}.{name}", trail)
        self._fill(result, fields, where, trail)
        if properties and not result:
            # It may have a password to hash: that an empty one is allowed does not make it anybody's own.
            self.invented += 1
        return result

    def _fill(self, result: JsonObject, fields: JsonObject, where: str, trail: tuple[str, ...]) -> None:
        """Add entries up to the least number; one entry to a mapping, whose entries are its point."""
        least = size_of(fields, "minProperties")
        is_mapping = not fields.get("properties") and isinstance(self._schema_of_other(fields), dict)
        for name, schema in object_of(fields.get("properties", {}), "properties").items():
            if len(result) < least and name not in result:
                result[name] = self._value(schema, f"{where}.{name}", trail)
        number = 0
        while len(result) < max(least, int(is_mapping)):
            number += 1
            try:
                key = self._other_key(fields, number, where, trail)
                result[key] = self._value(self._schema_of_other(fields), f"{where}.{key}", trail)
            except NoExampleError:
                if len(result) < least:
                    raise
                return
            if number > least + 1:
                raise NoExampleError(f"{where}: no {least} different keys were found")

    def _other_key(self, fields: JsonObject, number: int, where: str, trail: tuple[str, ...]) -> str:
        patterns = object_of(fields.get("patternProperties", {}), "patternProperties")
        names = fields.get("propertyNames")
        if patterns:
            return text_for({"pattern": next(iter(patterns))})
        if isinstance(names, dict):
            values = self._references.resolve(names).get("enum")
            if isinstance(values, list) and number <= len(values):
                return str(values[number - 1])
            return str(self._value(names | {"type": "string"}, f"{where} key", trail))
        # A number is a key for mappings from text as well as from integers, which the schema does not tell apart.
        return str(number)

    def _schema_of_other(self, fields: JsonObject) -> Json:
        """Return the schema of what is not among the named properties."""
        patterns = object_of(fields.get("patternProperties", {}), "patternProperties")
        return next(iter(patterns.values())) if patterns else fields.get("additionalProperties", True)

    def _array(self, fields: JsonObject, where: str, trail: tuple[str, ...]) -> list[Json]:
        least = size_of(fields, "minItems")
        most = int(str(fields["maxItems"])) if "maxItems" in fields else None
        prefix = list_of(fields.get("prefixItems", []), "prefixItems")
        result = [self._value(schema, f"{where}[{at}]", trail) for at, schema in enumerate(prefix)]
        items = fields.get("items", True)
        while len(result) < max(least, 1) and (most is None or len(result) < most):
            try:
                item = self._value(items, f"{where}[{len(result)}]", trail)
            except NoExampleError:
                if len(result) < least:
                    raise
                break
            result.append(item)
        if fields.get("uniqueItems") is True:
            return without_repeats(result, self._first_choice(items))
        return result

    def _first_choice(self, schema: Json) -> JsonObject:
        """Return what the schema asks for, with the first of its alternatives taken."""
        fields: JsonObject = (
            {} if schema is True else flattened(self._references.resolve(schema), self._references)
        )
        if "anyOf" in fields or "oneOf" in fields:
            return flattened(next(alternatives(fields)), self._references)
        return fields


def _outcome(attempt: Callable[[], Json]) -> tuple[Json, ValueError | None]:
    try:
        return attempt(), None
    except ValueError as error:
        return None, error


def _given(fields: JsonObject) -> tuple[bool, Json]:
    """Return whether the schema itself says a value, and the value."""
    for key in ("example", "const", "default"):
        # A null default says that the value may be left out, and little about what it is.
        if key in fields and not (key == "default" and fields[key] is None):
            return True, fields[key]
        if key == "example":
            examples = fields.get("examples")
            if isinstance(examples, list) and examples:
                return True, examples[0]
    enum = fields.get("enum")
    if isinstance(enum, list) and enum:
        return True, next((value for value in enum if value is not None), None)
    return False, None


def _parts(schema: Json) -> list[JsonObject]:
    fields = object_of(schema, "schema")
    parts = fields.get("allOf")
    nested = parts if isinstance(parts, list) else []
    return [fields, *(part for part in nested if isinstance(part, dict))]
