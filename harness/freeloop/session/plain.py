"""Frozen data to plain values and back, by the types of its fields, to cross from one process to another.

For dataclasses whose fields are numbers, text, other such dataclasses, tuples of one type, and dicts with text keys.
"""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_T = TypeVar("_T")


def to_plain(data: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """A dataclass as a dict of plain values."""
    return dataclasses.asdict(data)


def from_plain(kind: Callable[..., _T], value: Any) -> _T:  # noqa: ANN401 - what JSON or a report gave
    """The dataclass that `to_plain` took apart, also after a way through JSON."""
    return kind(**{name: _read(hint, value[name]) for name, hint in _hints(kind).items()})


def _read(hint: Any, value: Any) -> Any:  # noqa: ANN401
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if value is None:
            return None
        return _read(next(each for each in arguments if each is not NoneType), value)
    if origin is tuple:
        of_each = arguments[:1] * len(value) if arguments[-1] is Ellipsis else arguments
        return tuple(map(_read, of_each, value))
    if origin is dict:
        return {key: _read(arguments[1], each) for key, each in value.items()}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return from_plain(hint, value)
    return value


@lru_cache
def _hints(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)
