"""Read the simple values of a catalogue document: tables, texts, types, arguments, words of a list.

What is not known is refused: the place, the value, and the nearest right one.
"""

from collections.abc import Mapping
from typing import cast

from freeloop_lint.catalogue import names
from freeloop_lint.catalogue.model import KINDS, TOPICS, Condition, TypeExpr
from freeloop_lint.catalogue.types import parse_type
from freeloop_lint.errors import LintError, nearest

Table = Mapping[str, object]

COST_KEYS = ("kind", "topic", "ms", "at", "gil", "evidence", "version", "date", "remedy", "source")
ENTRY_KEYS = (
    *COST_KEYS,
    "cost",
    "returns",
    "async",
    "flags",
    "when",
    "unless",
    "invokes",
    "offloads",
    "schedules",
    "drives",
    "calls",
    "to",
    "wraps",
    "scale",
    "carries",
    "variants",
)
VARIANT_KEYS = ("when", *COST_KEYS)
SCALE_KEYS = ("argument", "unit_ms", "growth", "limit")
CLASS_KEYS = ("bases", "attributes", "flags", "methods")
TOP_KEYS = ("library", "costs", "functions", "classes", "values", "aliases")
LIBRARY_KEYS = ("import", "distribution", "version", "source")
ENTRY_FLAGS = ("lazy", "once", "beside")
CLASS_FLAGS = ("thread_unsafe", "exclusive", "no_await", "open")
WRAPS = ("same", "once", "offload", "contextmanager", "asynccontextmanager", "property", "partial", "route")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS,
    "topic": TOPICS,
    "gil": ("holds", "releases"),
    "evidence": ("measured", "estimated"),
    "to": ("thread", "process"),
    "growth": ("linear", "double"),
    "wraps": WRAPS,
}


_TABLE = '; write `{ kind = "io", topic = "network", ms = 30 }`'
"""What an entry looks like."""


def written(value: object) -> str:
    """Write a value as TOML does."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


class Values:
    """Reads values of one document; `where` is the file or configuration section that errors name."""

    def __init__(self, where: str) -> None:
        self.where = where

    def fail(self, place: str, message: str) -> LintError:
        return LintError(f"{self.where}: {place}: {message}")

    def table(self, value: object, place: str, known: tuple[str, ...] | None = None) -> dict[str, object]:
        if not isinstance(value, Mapping):
            raise self.fail(
                place, f"`{written(value)}` is not a table{_TABLE if known == ENTRY_KEYS else ''}"
            )
        table = {str(key): item for key, item in cast("Table", value).items()}
        for key in table if known is not None else ():
            if key not in (known or ()):
                below = "a method stands below `methods`"
                otherwise = below if known == CLASS_KEYS and isinstance(table[key], Mapping) else ""
                raise self.fail(place, f"unknown key `{key}`; {nearest(key, known or (), otherwise)}")
        return table

    def text(self, value: object, place: str) -> str:
        if not isinstance(value, str):
            raise self.fail(place, f"`{written(value)}` is not a string")
        return value

    def texts(self, value: object, place: str) -> tuple[str, ...]:
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        return tuple(self.text(item, place) for item in items)

    def sound(self, problem: str, place: str) -> None:
        """Refuse what has a problem."""
        if problem:
            raise self.fail(place, problem)

    def type(self, value: object, place: str) -> TypeExpr:
        try:
            return parse_type(self.text(value, place))
        except ValueError as problem:
            raise self.fail(place, str(problem)) from None

    def condition(self, text: str, place: str) -> Condition:
        head, _, equals = text.partition("=")
        keyword, _, position = head.partition(":")
        if position and not position.isdigit():
            raise self.fail(
                place, f"`{text}` is not `keyword`, `keyword:position` or `keyword:position=value`"
            )
        if not keyword and not position:
            raise self.fail(place, f"`{text}` names no argument: write `keyword:position=value`")
        self.sound(names.of_argument(keyword) if keyword else "", place)
        return Condition(keyword, int(position) if position else None, equals or None)

    def conditions(self, value: object, place: str) -> tuple[Condition, ...]:
        return tuple(self.condition(text, place) for text in self.texts(value, place))

    def choice(self, value: object, key: str, place: str) -> str:
        if not isinstance(value, str) or value not in CHOICES[key]:
            raise self.fail(place, f"`{key} = {written(value)}`; {nearest(str(value), CHOICES[key])}")
        return value

    def slots(self, value: object, key: str, place: str) -> tuple[int | str, ...]:
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        for item in items:
            self.sound(names.of_argument(item), f"{place}.{key}")
        return tuple(cast("list[int | str]", items))

    def argument(self, value: object, place: str) -> Condition:
        """Read `keyword:position` or `keyword`."""
        found = self.condition(self.text(value, place), place)
        if found.equals is not None:
            raise self.fail(place, f"`{value}` names an argument: `keyword:position`, without a value")
        return found

    def called(self, value: object, place: str) -> tuple[tuple[int | str, str], ...]:
        """Read `calls = ["0:__array__", "content:__encode__"]`."""
        found: list[tuple[int | str, str]] = []
        for text in self.texts(value, place):
            position, _, method = text.partition(":")
            if not (position.isdigit() or position.isidentifier()) or not method.isidentifier():
                raise self.fail(place, f"`calls` lists `position:method` or `keyword:method`, not `{text}`")
            found.append((int(position) if position.isdigit() else position, method))
        return tuple(found)

    def sibling(self, value: object, place: str) -> str:
        name = self.text(value, place)
        self.sound(
            "" if names.is_dotted(name) else f"`{name}` is no name; write `acme.acall`, or `acall`", place
        )
        return name
