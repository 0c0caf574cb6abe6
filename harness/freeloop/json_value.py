"""The type of a JSON value, and readers that say which field was wrong.

Both ends of the generator's pipe and the OpenAPI document are JSON; the readers turn the untyped value
into a typed one or raise `ValueError` with the name of the field.
"""

from __future__ import annotations

from typing import TypeAlias, cast

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"


def object_of(value: object, field: str = "value") -> JsonObject:
    """Return `value` as an object with text keys."""
    if not isinstance(value, dict):
        raise _wrong(field, "an object", value)
    return cast("JsonObject", value)


def list_of(value: object, field: str = "value") -> list[Json]:
    """Return `value` as a list."""
    if not isinstance(value, list):
        raise _wrong(field, "a list", value)
    return cast("list[Json]", value)


def text_of(value: object, field: str = "value") -> str:
    """Return `value` as text."""
    if not isinstance(value, str):
        raise _wrong(field, "text", value)
    return value


def integer_of(value: object, field: str = "value") -> int:
    """Return `value` as an integer; a bool is none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(field, "an integer", value)
    return value


def number_of(value: object, field: str = "value") -> float:
    """Return `value` as a float; a bool is none."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise _wrong(field, "a number", value)
    return float(value)


def integers_of(value: object, field: str = "value") -> tuple[int, ...]:
    """Return `value` as a tuple of integers, checked as a whole: a run's latencies are many."""
    items = list_of(value, field)
    if not all(type(item) is int for item in items):
        raise _wrong(field, "a list of integers", items)
    return tuple(cast("list[int]", items))


def _wrong(field: str, kind: str, value: object) -> ValueError:
    return ValueError(f"{field} is not {kind}: {value!r:.80}")
