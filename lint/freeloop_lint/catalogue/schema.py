"""Turn one catalogue document (TOML, already parsed) into a `Library`, refusing what it does not know.

docs/lint/catalogue.md describes every key. A mistake is a `LintError` that names the file, the place, the
value and the nearest right one.
"""

from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any, cast

from freeloop_lint.catalogue import names
from freeloop_lint.catalogue.model import ClassEntry, Cost, Entry, Library, Scale, TypeExpr, Variant
from freeloop_lint.catalogue.reader import (
    CHOICES,
    CLASS_FLAGS,
    CLASS_KEYS,
    COST_KEYS,
    ENTRY_FLAGS,
    ENTRY_KEYS,
    LIBRARY_KEYS,
    SCALE_KEYS,
    TOP_KEYS,
    VARIANT_KEYS,
    Values,
    written,
)
from freeloop_lint.errors import LintError, nearest


class Reader(Values):
    """Reads one document."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.costs: dict[str, dict[str, object]] = {}
        self.source = ""

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
            need = next((key for key in ("remedy", "scale", "when", "unless") if key in table), "")
            self.sound(
                need and f"`{need}` belongs to a cost: give `kind`, `topic` and `ms`, or `cost`", place
            )
            return None
        return self.build_cost(merged, place)

    def build_cost(self, merged: dict[str, object], place: str) -> Cost:
        for key in ("kind", "topic", "ms"):
            if key not in merged:
                raise self.fail(place, f"a cost needs `kind`, `topic` and `ms`; there is no `{key}`")
        number = self.ms(merged["ms"], place)
        words = self.words(merged, place)
        if words.get("evidence") == "measured" and not (words.get("version") and words.get("date")):
            raise self.fail(place, "a measured cost needs `version` and `date`")
        words.setdefault("source", self.source)
        return Cost(ms=number, **words)

    def ms(self, value: object, place: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < inf:
            raise self.fail(
                place, f"`ms` is `{written(value)}`; it must be a number of milliseconds, 0 or more"
            )
        return float(value)

    def words(self, table: Mapping[str, object], place: str) -> dict[str, str]:
        """Read what a cost says beside its milliseconds."""
        return {
            key: self.choice(item, key, place) if key in CHOICES else self.text(item, f"{place}.{key}")
            for key, item in table.items()
            if key != "ms"
        }

    def flags(self, value: object, place: str, known: tuple[str, ...] = ENTRY_FLAGS) -> frozenset[str]:
        flags = self.texts(value, place)
        for flag in flags:
            if flag not in known:
                raise self.fail(place, f"unknown flag `{flag}`; {self.other_flag(flag, known)}")
        return frozenset(flags)

    def other_flag(self, flag: str, known: tuple[str, ...]) -> str:
        """Say where a flag belongs that stands elsewhere, or name the nearest."""
        if flag in CLASS_FLAGS or flag in ENTRY_FLAGS:
            return f"it is said of {'functions and methods' if flag in ENTRY_FLAGS else 'classes'}"
        return nearest(flag, known)

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

    def entry(self, value: object, place: str) -> Entry:
        table = self.table(value, place, ENTRY_KEYS)
        if "to" in table and "offloads" not in table:
            raise self.fail(place, "`to` says where `offloads` hands its arguments; there is no `offloads`")
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
        for several, item in self.table(value, place).items():
            if not several.split():
                raise self.fail(place, f"`{several}` names nothing; write the function's name")
            entry = self.entry(item, f"{place}.{several}")
            for name in several.split():
                self.sound(names.of_member(name), place)
                found.append((name, entry))
        return tuple(found)

    def class_(self, name: str, value: object) -> ClassEntry:
        place = f"classes.{name}"
        table = self.table(value, place, CLASS_KEYS)
        self.sound(names.in_module(name), "classes")
        bases = self.texts(table.get("bases", []), f"{place}.bases")
        for base in bases:
            self.sound(names.in_module(base), f"{place}.bases")
        attributes = self.table(table.get("attributes", {}), place)
        return ClassEntry(
            name=name,
            bases=bases,
            methods=self.entries(table.get("methods", {}), f"{place}.methods"),
            attributes=tuple(
                (key, self.type(item, place)) for keys, item in attributes.items() for key in keys.split()
            ),
            flags=self.flags(table.get("flags", []), place, CLASS_FLAGS),
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
            self.sound(names.of_module(module), "functions")
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
            self.ms(self.costs[name].get("ms", 0), f"costs.{name}")
        classes = self.table(top.get("classes", {}), "classes").items()
        values = self.table(top.get("values", {}), "values").items()
        return Library(
            roots=self.texts(head.get("import", list(roots)), "library.import"),
            functions=self.functions(top.get("functions", {})),
            classes=_merged(
                self.class_(name, table) for several, table in classes for name in several.split() or ("",)
            ),
            values=tuple(self.value(name, item) for name, item in values),
            aliases=self.aliases(top.get("aliases", {})),
        )

    def value(self, name: str, item: object) -> tuple[str, TypeExpr]:
        self.sound(names.in_module(name), "values")
        return name, self.type(item, f"values.{name}")

    def aliases(self, value: object) -> tuple[tuple[str, str], ...]:
        found: dict[str, str] = {}
        for name, item in self.table(value, "aliases").items():
            found[name] = self.text(item, f"aliases.{name}")
            self.sound(names.of_module(name) or names.of_module(found[name]), "aliases")
        for name, first in found.items():
            target, seen = first, {name}
            while target in found and target not in seen:
                seen.add(target)
                target = found[target]
            if target in seen:
                raise self.fail(
                    "aliases", f"`{target}` is an alias of itself; write the name that has entries"
                )
        return tuple(found.items())


_READ: Mapping[str, tuple[str, Callable[[Reader, object, str, str], object]]] = {
    "returns": ("returns", lambda reader, value, key, place: reader.type(value, f"{place}.{key}")),
    "async": ("sibling", lambda reader, value, key, place: reader.sibling(value, f"{place}.{key}")),
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


def read_own(document: Mapping[str, object], where: str) -> Library:
    """Validate what a project says of its own code.

    Raises:
        LintError: As above, and for `[library]`, which says of a file which imports it is about.
    """
    if "library" in document:
        known = ", ".join(f"`{key}`" for key in TOP_KEYS if key != "library")
        raise LintError(
            f"{where}: `library` is for files that describe one; leave it out; known here: {known}"
        )
    return read_library(document, where)


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
