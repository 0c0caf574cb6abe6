"""What of a request was made up from its schema, and is said so: no example, no default, nothing that a user gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from freeloop.load.planning import plan_from_openapi

if TYPE_CHECKING:
    from freeloop.json_value import JsonObject

_INTEGER: JsonObject = {"type": "integer"}


@pytest.mark.parametrize(
    ("operation", "path", "options", "made_up"),
    [
        ({"requestBody": _INTEGER}, "/a", {}, ("body",)),
        ({"requestBody": _INTEGER | {"example": 5}}, "/a", {}, ()),
        (
            {"requestBody": {"type": "object", "required": ["x"], "properties": {"x": _INTEGER}}},
            "/a",
            {},
            ("body",),
        ),
        ({"requestBody": {"type": "object", "properties": {"x": _INTEGER}}}, "/a", {}, ("body",)),
        (
            {
                "requestBody": {
                    "type": "object",
                    "required": ["user"],
                    "properties": {
                        "user": {"type": "object", "properties": {"password": {"type": "string"}}}
                    },
                }
            },
            "/a",
            {},
            ("body",),
        ),
        (
            {
                "requestBody": {
                    "type": "object",
                    "properties": {"x": _INTEGER | {"example": 5}, "y": _INTEGER},
                }
            },
            "/a",
            {},
            (),
        ),
        ({"requestBody": {"type": "object", "properties": {}}}, "/a", {}, ()),
        ({"requestBody": {"type": "string", "format": "binary"}}, "/a", {}, ("body",)),
        ({"requestBody": _INTEGER}, "/a", {"data": {"POST /a": 5}}, ()),
        ({"path": _INTEGER}, "/a/{v}", {}, ("path v",)),
        ({"path": _INTEGER}, "/a/{v}", {"select": ["POST /a/7"]}, ()),
        ({"path": {"enum": ["one", "two"]}}, "/a/{v}", {}, ()),
        ({"query": _INTEGER}, "/a", {}, ("query v",)),
        ({"query": _INTEGER}, "/a", {"select": ["POST /a?v=7"]}, ()),
        ({"header": _INTEGER}, "/a", {"headers": {"V": "7"}}, ()),
        ({"cookie": _INTEGER}, "/a", {"headers": {"cookie": "w=1; v=7"}}, ()),
        ({"cookie": _INTEGER}, "/a", {"headers": {"cookie": "w=1"}}, ("cookie v",)),
    ],
)
def test_what_was_made_up_is_said(
    operation: JsonObject, path: str, options: dict[str, Any], made_up: tuple[str, ...]
) -> None:
    ((place, schema),) = operation.items()
    described: JsonObject = (
        {"requestBody": {"content": {"application/json": {"schema": schema}}}}
        if place == "requestBody"
        else {"parameters": [{"name": "v", "in": place, "required": True, "schema": schema}]}
    )
    plan = plan_from_openapi({"paths": {path: {"post": described}}}, all_methods=True, **options)
    assert [each.made_up for each in plan.endpoints] == [made_up]
