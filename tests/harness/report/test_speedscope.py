"""The profile is what speedscope reads: its published schema, in the part that is written."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from typing import Any

import pytest
from results import AUDIT, HOSTILE_ENDPOINT, QUIET

from freeloop.report import speedscope
from freeloop.report.subject import of_audit

_jsonschema: Any = importlib.import_module("jsonschema")  # has no types of its own

_INDEX = {"type": "integer", "minimum": 0}
SHAPE = {
    "type": "object",
    "required": ["$schema", "profiles", "shared"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"const": "https://www.speedscope.app/file-format-schema.json"},
        "name": {"type": "string"},
        "exporter": {"type": "string"},
        "activeProfileIndex": _INDEX,
        "shared": {
            "type": "object",
            "required": ["frames"],
            "properties": {
                "frames": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name"],
                        "additionalProperties": False,
                        "properties": {
                            "name": {"type": "string"},
                            "file": {"type": "string"},
                            "line": {"type": "integer"},
                            "col": {"type": "integer"},
                        },
                    },
                }
            },
        },
        "profiles": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["type", "name", "unit", "startValue", "endValue", "samples", "weights"],
                "additionalProperties": False,
                "properties": {
                    "type": {"const": "sampled"},
                    "name": {"type": "string"},
                    "unit": {
                        "enum": ["none", "nanoseconds", "microseconds", "milliseconds", "seconds", "bytes"]
                    },
                    "startValue": {"type": "number"},
                    "endValue": {"type": "number"},
                    "samples": {"type": "array", "items": {"type": "array", "items": _INDEX}},
                    "weights": {"type": "array", "items": {"type": "number", "minimum": 0}},
                },
            },
        },
    },
}
"""Of the schema of speedscope's file format: a file with sampled profiles."""

_RESULTS = {
    "stalls": AUDIT,
    "none": replace(AUDIT, endpoints=(QUIET,)),
    "hostile": replace(AUDIT, endpoints=(HOSTILE_ENDPOINT,)),
}


@pytest.mark.parametrize("name", _RESULTS)
def test_a_profile_has_the_shape_that_speedscope_reads(name: str) -> None:
    document = json.loads(speedscope.render(of_audit(_RESULTS[name])))
    _jsonschema.Draft7Validator(SHAPE).validate(document)
    for profile in document["profiles"]:
        assert len(profile["samples"]) == len(profile["weights"])
        assert profile["endValue"] == pytest.approx(sum(profile["weights"]))
        for sample in profile["samples"]:
            assert all(number < len(document["shared"]["frames"]) for number in sample)


def test_a_sample_is_the_cause_and_the_stack_outermost_first() -> None:
    document: dict[str, Any] = json.loads(speedscope.render(of_audit(AUDIT)))
    (profile,) = document["profiles"]
    frames = document["shared"]["frames"]
    assert profile["name"] == "POST /predict"
    named = [[frames[number]["name"] for number in sample] for sample in profile["samples"]]
    assert named == [
        ["cpu", "app", "handle", "predict", "rank"],
        ["cpu", "app", "handle", "predict"],
        ["sleep", "no stack could be had"],
    ]
    assert profile["weights"] == [0.45, 0.05, 0.1]
    assert frames[profile["samples"][0][-1]] == {"name": "rank", "file": "/srv/model.py", "line": 30}
