"""Turn one catalogue document (TOML, already parsed) into a `Library`, refusing what it does not know.

docs/lint/catalogue.md describes every key. A mistake is a `LintError` that names the file, the place, the
value and the nearest right one.
"""

from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any, cast

from freeloop_lint.catalogue.model import (
    KINDS,
    TOPICS,
    ClassEntry,
    Condition,
    Cost,
    Entry,
    Library,
    Scale,
    TypeExpr,
    Variant,
)
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
FLAGS = ("lazy", "once", "thread_unsafe", "exclusive", "open", "beside")
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


class Reader:
    """Reads one document; `where` is the file or configuration section that errors name."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.costs: dict[str, dict[str, object]] = {}
        self.source = ""

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
        return Condition(keyword, int(position) if position else None, equals or None)

    def cost(self, table: dict[str, object], place: str) -> Cost | None:
        merged = dict(self.costs.get(self.text(table.get("cost", ""), place), {}))
        name = table.get("cost")
        if name is not None and name not in self.costs:
            none = "there is no table `costs`: add one, or give `kind`, `topic` and `ms`"
            raise self.fail(
                place, f"unknown cost `{name}`; {nearest(str(name), self.costs, '' if self.costs else none)}"
            )
        merged.update({key: table[key] for key in COST_KEYS if key in table})
        if not set(merged) - {"source", "remedy"}:
            return None
        return self.build_cost(merged, place)

    def build_cost(self, merged: dict[str, object], place: str) -> Cost:
        for key in ("kind", "topic", "ms"):
            if key not in merged:
                raise self.fail(place, f"a cost needs `kind`, `topic` and `ms`; there is no `{key}`")
        number = merged["ms"]
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < inf:
            raise self.fail(
                place, f"`ms` is `{written(number)}`; it must be a number of milliseconds, 0 or more"
            )
        words = self.words(merged, place)
        if words.get("evidence") == "measured" and not (words.get("version") and words.get("date")):
            raise self.fail(place, "a measured cost needs `version` and `date`")
        words.setdefault("source", self.source)
        return Cost(ms=float(number), **words)

    def words(self, table: Mapping[str, object], place: str) -> dict[str, str]:
        """Read what a cost says beside its milliseconds."""
        return {
            key: self.choice(item, key, place) if key in CHOICES else self.text(item, f"{place}.{key}")
            for key, item in table.items()
            if key != "ms"
        }

    def choice(self, value: object, key: str, place: str) -> str:
        if not isinstance(value, str) or value not in CHOICES[key]:
            raise self.fail(place, f"`{key} = {written(value)}`; {nearest(str(value), CHOICES[key])}")
        return value

    def flags(self, value: object, place: str) -> frozenset[str]:
        flags = self.texts(value, place)
        for flag in flags:
            if flag not in FLAGS:
                raise self.fail(place, f"unknown flag `{flag}`; {nearest(flag, FLAGS)}")
        return frozenset(flags)

    def slots(self, value: object, key: str, place: str) -> tuple[int | str, ...]:
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        if any(isinstance(item, bool) or not isinstance(item, int | str) for item in items):
            raise self.fail(place, f"`{key}` lists argument positions and keywords, not `{value}`")
        return tuple(cast("list[int | str]", items))

    def argument(self, value: object, place: str) -> Condition:
        """Read `keyword:position` or `keyword`."""
        found = self.condition(self.text(value, place), place)
        if found.equals is not None:
            raise self.fail(place, f"`{value}` names an argument: `keyword:position`, without a value")
        return found

    def scale(self, value: object, place: str) -> Scale:
        """Read `{ argument = "secs:0", unit_ms = 1000 }`."""
        table = self.table(value, place, SCALE_KEYS)
        for key in ("argument", "unit_ms"):
            if key not in table:
                raise self.fail(place, f"a scale needs `{key}`")
        where = self.argument(table["argument"], place)
        unit, limit = table["unit_ms"], table.get("limit", False)
        if isinstance(unit, bool) or not isinstance(unit, int | float) or not 0 < unit < inf:
            raise self.fail(
                place, f"`unit_ms` is `{written(unit)}`; it must be a number of milliseconds above 0"
            )
        if not isinstance(limit, bool):
            raise self.fail(place, f"`limit` is `{written(limit)}`; it is true or false")
        growth = self.choice(table.get("growth", "linear"), "growth", place)
        return Scale(where.keyword, where.position, float(unit), growth, limit)

    def called(self, value: object, place: str) -> tuple[tuple[int | str, str], ...]:
        """Read `calls = ["0:__array__", "content:__encode__"]`."""
        found: list[tuple[int | str, str]] = []
        for text in self.texts(value, place):
            position, _, method = text.partition(":")
            if not (position.isdigit() or position.isidentifier()) or not method.isidentifier():
                raise self.fail(place, f"`calls` lists `position:method` or `keyword:method`, not `{text}`")
            found.append((int(position) if position.isdigit() else position, method))
        return tuple(found)

    def conditions(self, value: object, place: str) -> tuple[Condition, ...]:
        return tuple(self.condition(text, place) for text in self.texts(value, place))

    def entry(self, value: object, place: str) -> Entry:
        table = self.table(value, place, ENTRY_KEYS)
        cost = self.cost(table, place)
        given = {
            name: read(self, table[key], key, place) for key, (name, read) in _READ.items() if key in table
        }
        variants = self.variants(table["variants"], cost, f"{place}.variants") if "variants" in table else ()
        return Entry(cost, variants=variants, **cast("dict[str, Any]", given))

    def variants(self, value: object, usual: Cost | None, place: str) -> tuple[Variant, ...]:
        """Read `[{ when = ["format:1=PNG"], ms = 140 }]`: what a variant does not say is as usual."""
        if usual is None or not isinstance(value, list):
            raise self.fail(place, 'they are a list beside a cost: `[{ when = ["format:1=PNG"], ms = 140 }]`')
        found: list[Variant] = []
        for item in cast("list[object]", value):
            table = self.table(item, place, VARIANT_KEYS)
            if "when" not in table:
                raise self.fail(place, "a variant needs `when`")
            said = {key: given for key, given in table.items() if key != "when"}
            cost = self.build_cost({**usual._asdict(), **said}, place)
            found.append(Variant(self.conditions(table["when"], place), cost))
        return tuple(found)

    def entries(self, value: object, place: str) -> tuple[tuple[str, Entry], ...]:
        found: list[tuple[str, Entry]] = []
        for names, item in self.table(value, place).items():
            if not names.split():
                raise self.fail(place, f"`{names}` names nothing; write the function's name")
            entry = self.entry(item, f"{place}.{names}")
            found.extend((name, entry) for name in names.split())
        return tuple(found)

    def class_(self, name: str, value: object) -> ClassEntry:
        place = f"classes.{name}"
        table = self.table(value, place, CLASS_KEYS)
        attributes = self.table(table.get("attributes", {}), place)
        return ClassEntry(
            name=name,
            bases=self.texts(table.get("bases", []), place),
            methods=self.entries(table.get("methods", {}), f"{place}.methods"),
            attributes=tuple(
                (key, self.type(item, place)) for keys, item in attributes.items() for key in keys.split()
            ),
            flags=self.flags(table.get("flags", []), place),
        )

    def functions(self, value: object) -> tuple[tuple[str, Entry], ...]:
        found: list[tuple[str, Entry]] = []
        for module, table in self.table(value, "functions").items():
            place = f"functions.{module}"
            entries = self.table(table, place)
            if not isinstance(entries.get("kind", entries.get("cost", {})), Mapping):
                home, _, name = module.rpartition(".")
                way = f'functions."{home or "module"}"."{name}" = …'
                raise self.fail(place, f"an entry stands below its module: write `{way}`")
            named = self.entries(entries, place)
            found.extend((f"{module}.{name}", entry) for name, entry in named)
        return tuple(found)

    def library(self, document: object, roots: tuple[str, ...] = ()) -> Library:
        top = self.table(document, "top level", TOP_KEYS)
        head = self.table(top.get("library", {}), "library", LIBRARY_KEYS)
        self.source = self.text(head.get("source", ""), "library.source")
        for name, table in self.table(top.get("costs", {}), "costs").items():
            self.costs[name] = self.table(table, f"costs.{name}", COST_KEYS)
            self.words(self.costs[name], f"costs.{name}")
        classes = self.table(top.get("classes", {}), "classes").items()
        values = self.table(top.get("values", {}), "values").items()
        aliases = self.table(top.get("aliases", {}), "aliases").items()
        return Library(
            roots=self.texts(head.get("import", list(roots)), "library.import"),
            functions=self.functions(top.get("functions", {})),
            classes=_merged(self.class_(name, table) for names, table in classes for name in names.split()),
            values=tuple((name, self.type(item, f"values.{name}")) for name, item in values),
            aliases=tuple((name, self.text(item, f"aliases.{name}")) for name, item in aliases),
        )


_READ: Mapping[str, tuple[str, Callable[[Reader, object, str, str], object]]] = {
    "returns": ("returns", lambda reader, value, key, place: reader.type(value, f"{place}.{key}")),
    "async": ("sibling", lambda reader, value, key, place: reader.text(value, f"{place}.{key}")),
    "flags": ("flags", lambda reader, value, key, place: reader.flags(value, f"{place}.{key}")),
    "when": ("when", lambda reader, value, key, place: reader.conditions(value, f"{place}.{key}")),
    "unless": ("unless", lambda reader, value, key, place: reader.conditions(value, f"{place}.{key}")),
    **{key: (key, Reader.slots) for key in ("invokes", "offloads", "schedules", "drives")},
    "calls": ("calls", lambda reader, value, key, place: reader.called(value, f"{place}.{key}")),
    **{key: (key, Reader.choice) for key in ("to", "wraps")},
    "scale": ("scale", lambda reader, value, key, place: reader.scale(value, f"{place}.{key}")),
    "carries": ("carries", lambda reader, value, key, place: reader.argument(value, f"{place}.{key}")),
}
"""Key of an entry → the field that it gives, and how it is read: most entries have hardly any."""


def _merged(classes: Iterable[ClassEntry]) -> tuple[ClassEntry, ...]:
    """Join the tables that name a class: it may stand in one with others and in one of its own."""
    found: dict[str, ClassEntry] = {}
    for cls in classes:
        known = found.get(cls.name, ClassEntry(cls.name))
        found[cls.name] = ClassEntry(
            cls.name,
            known.bases + cls.bases,
            known.methods + cls.methods,
            known.attributes + cls.attributes,
            known.flags | cls.flags,
        )
    return tuple(found.values())


def read_library(document: object, where: str, roots: tuple[str, ...] = ()) -> Library:
    """Validate one document.

    Raises:
        LintError: It holds something that the schema does not know.
    """
    return Reader(where).library(document, roots)


def with_measurement(cost: Cost, figures: Mapping[str, object]) -> Cost:
    """Replace the estimate in a cost by what the benchmark measured."""
    return cost._replace(
        ms=float(str(figures["ms"])),
        at=str(figures["at"]),
        gil=str(figures["gil"]),
        evidence="measured",
        version=str(figures["version"]),
        date=str(figures["date"]),
    )
