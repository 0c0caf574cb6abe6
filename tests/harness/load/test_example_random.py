"""Schemas drawn at random: whatever gets a value gets a valid one. The same schemas each time."""

from __future__ import annotations

import importlib
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from freeloop.load.planning.example.value import ExampleMaker, NoExampleError
from freeloop.load.planning.openapi import References

if TYPE_CHECKING:
    from freeloop.json_value import Json, JsonObject

_jsonschema: Any = importlib.import_module("jsonschema")  # has no types of its own

_NODE: JsonObject = {
    "type": "object",
    "properties": {"v": {"type": "integer"}, "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}},
    "required": ["v", "next"],
}


class _Draw:
    """Draws schemas that OpenAPI documents may hold, most of which some value fits."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - the same schemas each time are the point

    def schema(self, depth: int = 0) -> JsonObject:
        plain = [self._number, self._string, self._enumeration]
        nested = [self._array, self._object, self._alternatives, self._parts]
        if depth == 0 or (depth < 3 and self._random.random() < 0.6):
            return self._random.choice(nested)(depth + 1)
        return self._random.choice(plain)()

    def _often(self) -> bool:
        return self._random.random() < 0.4

    def _number(self) -> JsonObject:
        low = self._random.choice([self._random.randint(-5, 30), round(self._random.uniform(-3, 12), 2)])
        schema: JsonObject = {"type": self._random.choice(["integer", "number"])}
        if self._often():
            schema[self._random.choice(["minimum", "exclusiveMinimum"])] = low
        if self._often():
            schema[self._random.choice(["maximum", "exclusiveMaximum"])] = low + self._random.choice(
                [0, 1, 50]
            )
        if self._often():
            schema["multipleOf"] = self._random.choice([1, 3, 7, 0.5, 0.1, 1.5])
        return schema

    def _string(self) -> JsonObject:
        schema: JsonObject = {"type": "string"}
        shortest = self._random.randint(0, 20)
        if self._often():
            schema["minLength"] = shortest
        if self._often():
            schema["maxLength"] = shortest + self._random.randint(0, 5)
        if self._often():
            schema["pattern"] = self._random.choice(["^[a-z]+$", r"^\d{3}-\w*$", "[A-Z]", "^(a|bc)+$"])
        return schema

    def _enumeration(self) -> JsonObject:
        values: list[Json] = [2, "a", None, 2.5]
        return {"enum": self._random.sample(values, 2)}

    def _array(self, depth: int) -> JsonObject:
        least = self._random.randint(0, 3)
        schema: JsonObject = {"type": "array", "items": self.schema(depth), "minItems": least}
        if self._often():
            schema["maxItems"] = least + self._random.randint(0, 2)
        schema["uniqueItems"] = self._often()
        return schema

    def _object(self, depth: int) -> JsonObject:
        names = self._random.sample("abcdef", self._random.randint(0, 4))
        properties: JsonObject = {name: self.schema(depth) for name in names}
        schema: JsonObject = {"type": "object", "properties": properties}
        schema["required"] = [name for name in names if self._often()]
        if self._often():
            schema["additionalProperties"] = self._random.choice([False, True, self.schema(depth)])
        if self._often():
            schema["minProperties"] = self._random.randint(0, 3)
        return schema

    def _alternatives(self, depth: int) -> JsonObject:
        choices: list[Json] = [self.schema(depth) for _ in range(self._random.randint(1, 3))]
        return {"anyOf": [*choices, {"$ref": "#/$defs/Node"}], "title": "one of several"}

    def _parts(self, depth: int) -> JsonObject:
        parts: list[Json] = [
            {"type": "object", "required": [name], "properties": {name: self.schema(depth)}} for name in "xy"
        ]
        return {"allOf": parts}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_value_that_is_found_is_valid(seed: int) -> None:
    draw = _Draw(seed)
    found = 0
    for _ in range(50):
        document = draw.schema()
        document["$defs"] = {"Node": _NODE}
        try:
            value = ExampleMaker(References(document)).value_for(document)
        except NoExampleError:
            continue
        found += 1
        _jsonschema.Draft202012Validator(document).validate(value)
    # The rest ask for what cannot be, or for what is not tried.
    assert found >= 40
