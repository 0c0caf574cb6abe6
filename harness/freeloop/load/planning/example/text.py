"""A string for a schema: by its format, its pattern and its length."""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

from freeloop.load.planning.example.schema import size_of

if TYPE_CHECKING:
    from freeloop.json_value import JsonObject

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

LONGEST_TEXT = 1_000_000
"""Characters that are made up at most. Arbitrary."""


def text_for(schema: JsonObject) -> str:
    """Return a string that the schema allows; the same one each time.

    Raises:
        ValueError: none was found; the message says which rule could not be met.
    """
    return texts_for(schema, 1)[0]


def texts_for(schema: JsonObject, count: int) -> list[str]:
    """Return so many different strings that the schema allows; fewer where a format has no more here.

    Raises:
        ValueError: none was found; the message says which rule could not be met.
    """
    shortest = size_of(schema, "minLength", LONGEST_TEXT)
    longest = _length(schema, "maxLength")
    # What is encoded in the text is in OpenAPI 3.1 no format of it.
    named = str(schema.get("format", schema.get("contentEncoding")))
    formatted = _BY_FORMAT.get(named)
    pattern = schema.get("pattern")
    if isinstance(pattern, str):
        return list(_matching(pattern, shortest, longest, formatted or _WORD, count))
    if formatted is None:
        return [_word(number, shortest, longest) for number in range(count)]
    if not _fits(formatted, shortest, longest):
        raise ValueError(f"no {named} of that length is known here")
    if named.startswith("uuid"):
        return [formatted, *(f"{formatted[:-4]}{number:04x}" for number in range(1, count))]
    return [formatted]


def _word(number: int, shortest: int, longest: int | None) -> str:
    suffix = str(number) if number else ""
    wanted = max(shortest, len(_WORD) + len(suffix))
    size = max(0, min(wanted, wanted if longest is None else longest) - len(suffix))
    return (_WORD * (1 + size // len(_WORD)))[:size] + suffix


class _FrugalRandom(Random):
    """Repeats what may be repeated as seldom as is allowed, or nearly so: rstr's `*` goes to a hundred."""

    def randint(self, a: int, b: int) -> int:
        return min(b, a + self.choice((0, 0, 0, 1, 2)))


@lru_cache(maxsize=256)
def _matching(pattern: str, shortest: int, longest: int | None, first: str, count: int) -> tuple[str, ...]:
    import rstr  # noqa: PLC0415 - only a schema with a pattern needs it

    fitting: dict[str, None] = {}
    # The schema's dialect is ECMA-262 or Rust's; what Python cannot read, it cannot make a string for.
    try:
        compiled = re.compile(pattern)
        for source in (_FrugalRandom(pattern), Random(pattern)):  # noqa: S311 - no secret
            maker = rstr.Rstr(source)
            drawn = (str(maker.xeger(pattern)) for _ in range(_PATTERN_TRIES))
            for text in (first, *drawn):
                if _fits(text, shortest, longest) and compiled.search(text):
                    fitting[text] = None
            if len(fitting) >= count:
                break
    except (re.error, KeyError, IndexError, ValueError) as error:
        raise ValueError(f"the pattern {pattern!r} is not understood here: {error}") from error
    if not fitting:
        raise ValueError(f"no string of that length was found for the pattern {pattern!r}")
    # The plainest: a server may ask for more than its pattern says, and rarely for more letters.
    plainest = sorted(fitting, key=lambda text: (text != first, not text.isprintable(), len(text)))
    return tuple(plainest[:count])


def _fits(text: str, shortest: int, longest: int | None) -> bool:
    return len(text) >= shortest and (longest is None or len(text) <= longest)


def _length(schema: JsonObject, key: str) -> int | None:
    value = schema.get(key)
    return int(value) if isinstance(value, (int, float)) else None
