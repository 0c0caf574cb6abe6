"""Each schema of `example_schemas.json` gets a value that jsonschema accepts, and the one named there, if any is."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from freeloop.json_value import Json, list_of, object_of
from freeloop.load.planning.example.value import ExampleMaker, NoExampleError
from freeloop.load.planning.openapi import References

_jsonschema: Any = importlib.import_module("jsonschema")  # has no types of its own

_CASES = [list_of(case) for case in json.loads((Path(__file__).parent / "example_schemas.json").read_text())]


def _make(schema: Json) -> Json:
    document = object_of(schema) if isinstance(schema, dict) else {}
    return ExampleMaker(References(document)).value_for(schema)


@pytest.mark.parametrize("case", _CASES, ids=[json.dumps(case[0])[:60] for case in _CASES])
def test_the_value_is_valid(case: list[Json]) -> None:
    schema = case[0]
    value = _make(schema)
    checker = _jsonschema.Draft202012Validator.FORMAT_CHECKER
    _jsonschema.Draft202012Validator(schema, format_checker=checker).validate(value)
    assert _make(schema) == value
    if len(case) > 1:
        assert value == case[1]
        assert type(value) is type(case[1]) or isinstance(value, float)


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        (False, "body: the schema allows no value"),
        ({"type": "integer", "minimum": 2, "maximum": 1}, "body: no number lies within the bounds"),
        (
            {"type": "number", "minimum": 0.3, "maximum": 0.4, "multipleOf": 0.25},
            "body: no number lies within",
        ),
        ({"type": "string", "pattern": "["}, "body: the pattern '\\['.* is not understood here"),
        ({"type": "string", "format": "uuid", "maxLength": 3}, "body: no uuid of that length"),
        ({"type": "wibble"}, "body: 'wibble' is no type of JSON"),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "body: no value is both"),
        ({"allOf": [{"pattern": "a"}, {"pattern": "b"}]}, "body: two schemas at once ask for pattern"),
        ({"type": "array", "items": False, "minItems": 1}, r"body\[0\]: the schema allows no value"),
        (
            {"type": "array", "items": {"const": 1}, "minItems": 2, "uniqueItems": True},
            "no 2 different items",
        ),
        ({"$ref": "other.json#/X"}, "leads out of the document"),
        ({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}, "refers to itself"),
        ({"anyOf": []}, "there is nothing to choose from"),
        (
            {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#"}}},
            "holds itself without end",
        ),
    ],
)
def test_a_schema_without_a_value_says_where_and_why(schema: Json, problem: str) -> None:
    with pytest.raises(NoExampleError, match=problem):
        _make(schema)


def test_openapi_3_0_spellings_are_understood() -> None:
    assert _make({"type": "integer", "minimum": 5, "exclusiveMinimum": True}) == 6
    assert _make({"type": "integer", "minimum": 5, "exclusiveMinimum": False}) == 5
    assert _make({"type": "integer", "minimum": 9, "maximum": 8, "nullable": True}) is None
