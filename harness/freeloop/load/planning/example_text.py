"""A string for a schema: by its format, its pattern and its length."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freeloop.load.json_value import JsonObject

_WORD = "example"

_PATTERN_TRIES = 200
"""Candidates drawn for a pattern, short ones and long ones each. Arbitrary; more finds rarer lengths."""

# RFC 3339, 4122, 5321, 3986 …, as JSON Schema's and OpenAPI's format registries name them, and those
# that pydantic 2.14 adds (json_schema.py, read November 2026).
_BY_FORMAT = {
    "date-time": "2024-01-01T12:00:00Z",
    "date": "2024-01-01",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "user@example.com",
    "idn-email": "user@example.com",
    "name-email": "User <user@example.com>",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "ipvanyaddress": "192.0.2.1",
    "ipv4interface": "192.0.2.1/24",
    "ipv6interface": "2001:db8::1/64",
    "ipvanyinterface": "192.0.2.1/24",
    "ipv4network": "192.0.2.0/24",
    "ipv6network": "2001:db8::/64",
    "ipvanynetwork": "192.0.2.0/24",
    "uri": "https://example.com/",
    "uri-reference": "/example",
    "iri": "https://example.com/",
    "iri-reference": "/example",
    "uri-template": "/example/{id}",
    "multi-host-uri": "postgres://user:secret@example.com:5432/example",
    "uuid": "7c4ae2a8-2f2b-4c0e-9a5e-0d1f5b6c7d8e",
    "uuid1": "7c4ae2a8-2f2b-11ee-9a5e-0d1f5b6c7d8e",
    "uuid3": "7c4ae2a8-2f2b-3c0e-9a5e-0d1f5b6c7d8e",
    "uuid4": "7c4ae2a8-2f2b-4c0e-9a5e-0d1f5b6c7d8e",
    "uuid5": "7c4ae2a8-2f2b-5c0e-9a5e-0d1f5b6c7d8e",
    "json-pointer": "/example",
    "relative-json-pointer": "0/example",
    "json-string": "{}",
    "regex": "^example$",
    "byte": "ZXhhbXBsZQ==",
    "base64": "ZXhhbXBsZQ==",
    "base64url": "ZXhhbXBsZQ==",
    "color": "#336699",
    "phone": "+493012345678",
    "decimal": "1.5",
}


def text_for(schema: JsonObject) -> str:
    """Return a string that the schema allows; the same one each time.

    Raises:
        ValueError: none was found; the message says which rule could not be met.
    """
    shortest = _length(schema, "minLength", 0)
    longest = _length(schema, "maxLength", None)
    # What is encoded in the text is in OpenAPI 3.1 no format of it.
    named = schema.get("format", schema.get("contentEncoding"))
    formatted = _BY_FORMAT.get(str(named))
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        return _matching(pattern, shortest or 0, longest, first=formatted or _WORD)
    if formatted is not None:
        if _fits(formatted, shortest or 0, longest):
            return formatted
        raise ValueError(f"no {named} of that length is known here")
    text = _WORD * (1 + (shortest or 0) // len(_WORD)) if (shortest or 0) > len(_WORD) else _WORD
    wanted = max(shortest or 0, min(len(_WORD), len(_WORD) if longest is None else longest))
    return text[:wanted]


class _FrugalRandom(Random):
    """Repeats what may be repeated as seldom as is allowed, or nearly so: rstr's `*` goes to a hundred."""

    def randint(self, a: int, b: int) -> int:
        return min(b, a + self.choice((0, 0, 0, 1, 2)))


def _matching(pattern: str, shortest: int, longest: int | None, first: str) -> str:
    import rstr  # noqa: PLC0415 - only a schema with a pattern needs it

    # The schema's dialect is ECMA-262 or Rust's; what Python cannot read, it cannot make a string for.
    try:
        compiled = re.compile(pattern)
        makers = (rstr.Rstr(_FrugalRandom(pattern)), rstr.Rstr(Random(pattern)))  # noqa: S311 - no secret
        drawn = (str(maker.xeger(pattern)) for maker in makers for _ in range(_PATTERN_TRIES))
        fitting = [
            text for text in (first, *drawn) if _fits(text, shortest, longest) and compiled.search(text)
        ]
    except (re.error, KeyError, IndexError, ValueError) as error:
        raise ValueError(f"the pattern {pattern!r} is not understood here: {error}") from error
    if not fitting:
        raise ValueError(f"no string of that length was found for the pattern {pattern!r}")
    # The plainest: a server may ask for more than its pattern says, and rarely for more letters.
    return first if first in fitting else min(fitting, key=lambda text: (not text.isprintable(), len(text)))


def _fits(text: str, shortest: int, longest: int | None) -> bool:
    return len(text) >= shortest and (longest is None or len(text) <= longest)


def _length(schema: JsonObject, key: str, default: int | None) -> int | None:
    value = schema.get(key, default)
    return int(value) if isinstance(value, (int, float)) else default
