"""Answer questions about outside names, reading only the data files that a program's imports need."""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from freeloop_lint.catalogue.contributed import contributed
from freeloop_lint.catalogue.documents import read_data_file
from freeloop_lint.catalogue.model import ClassEntry, Entry, Library, TypeExpr
from freeloop_lint.catalogue.schema import read_library, read_own, with_measurement
from freeloop_lint.errors import LintError

DATA = Path(__file__).parent / "data"
_IMPORT = re.compile(rb"^import\s*=\s*\[(?P<names>[^\]]*)\]", re.MULTILINE)
_HEAD = 2000
"""Bytes of a data file in which its import line must stand; arbitrary, above any comment that comes first."""


class Catalogue:
    """Entries by canonical dotted name. `read` turns a data file into a library; tests and caches replace it."""

    def __init__(self, own: Mapping[str, object] | None = None, folder: Path = DATA) -> None:
        self.functions: dict[str, Entry] = {}
        self.classes: dict[str, ClassEntry] = {}
        self.values: dict[str, TypeExpr] = {}
        self.aliases: dict[str, str] = {}
        self._methods: dict[tuple[str, str], tuple[Entry, str] | None] = {}
        self._flags: dict[str, frozenset[str]] = {}
        self._attributes: dict[tuple[str, str], TypeExpr | None] = {}
        self._lineage: dict[str, tuple[ClassEntry, ...]] = {}
        self._kin: dict[str, frozenset[str]] = {}
        self._canonical: dict[str, str] = {}
        self._pending: dict[str, list[str]] = {}
        for name in sorted(os.listdir(folder)):  # noqa: PTH208 - some 400 files, at each start
            if name.endswith(".toml"):
                path = f"{folder}/{name}"
                for root in import_roots(path):
                    self._pending.setdefault(root.partition(".")[0], []).append(path)
        self.roots = frozenset(self._pending)
        self._read: set[str] = set()
        self._measured = _measurements(folder / "measured.json")
        for where, document in contributed() if folder == DATA else ():
            self._take(read_library(document, where))
        if own:
            self._take(read_own(own, "pyproject.toml: [tool.freeloop.catalogue]"))

    def read_all(self) -> None:
        """Read every data file: for listing and validation."""
        for root in tuple(self._pending):
            self._need(root)

    def _need(self, root: str) -> None:
        for path in self._pending.pop(root, ()):
            if path not in self._read:
                self._read.add(path)
                self._take(read_file(Path(path)))

    def _take(self, library: Library) -> None:
        for name, entry in library.functions:
            self.functions.setdefault(name, self._with_figures(name, entry))
        for cls in library.classes:
            methods = tuple(
                (name, self._with_figures(f"{cls.name}.{name}", item)) for name, item in cls.methods
            )
            self.classes.setdefault(cls.name, cls._replace(methods=methods))
        for name, expr in library.values:
            self.values.setdefault(name, expr)
        for name, target in library.aliases:
            self.aliases.setdefault(name, target)

    def _with_figures(self, name: str, entry: Entry) -> Entry:
        figures = self._measured.get(name)
        if figures is None or entry.cost is None:
            return entry
        return entry._replace(cost=with_measurement(entry.cost, figures))

    def canonical(self, name: str) -> str:
        """Follow aliases, also of a prefix, to the name that entries are kept under."""
        known = self._canonical.get(name)
        if known is None:
            self._need(name.partition(".")[0])
            known = self._canonical[name] = self._resolve(name, 5)
        return known

    def _resolve(self, name: str, bound: int) -> str:
        if bound == 0 or name in self.functions or name in self.classes:
            return name
        prefix, rest = name, ""
        while prefix:
            target = self.aliases.get(prefix)
            if target is not None and target != prefix:
                full = target + rest
                self._need(full.partition(".")[0])
                return self._resolve(full, bound - 1)
            prefix, _, last = prefix.rpartition(".")
            rest = f".{last}{rest}"
        return name

    def function(self, name: str) -> Entry | None:
        """Look a canonical name up as a function, else as the `*` of its module."""
        entry = self.functions.get(name)
        if entry is None:
            head, _, last = name.rpartition(".")
            if not last[:1].isupper():
                entry = self.functions.get(f"{head}.*")
        return entry

    def class_(self, name: str) -> ClassEntry | None:
        """Look a canonical name up as a class."""
        self._need(name.partition(".")[0])
        return self.classes.get(name)

    def ancestors(self, name: str) -> tuple[ClassEntry, ...]:
        """List a class and its bases, nearest first."""
        known = self._lineage.get(name)
        if known is None:
            known = self._lineage[name] = tuple(self._walk(name))
        return known

    def _walk(self, name: str) -> Iterable[ClassEntry]:
        seen: set[str] = set()
        queue = [name]
        while queue:
            current = self.canonical(queue.pop(0))
            if current in seen:
                continue
            seen.add(current)
            entry = self.class_(current)
            if entry is not None:
                yield entry
                queue.extend(entry.bases)

    def is_a(self, name: str, base: str) -> bool:
        """Claim that a class is `base` or inherits from it."""
        if name == base:
            return True
        known = self._kin.get(name)
        if known is None:
            known = self._kin[name] = frozenset([entry.name for entry in self.ancestors(name)])
        return base in known

    def method(self, cls: str, name: str) -> tuple[Entry, str] | None:
        """Find a method and the class that describes it."""
        key = (cls, name)
        try:
            return self._methods[key]
        except KeyError:
            found = self._methods[key] = self._find_method(cls, name)
            return found

    def _find_method(self, cls: str, name: str) -> tuple[Entry, str] | None:
        wild: tuple[Entry, str] | None = None
        for entry in self.ancestors(cls):
            for candidate, method in entry.methods:
                if candidate == name:
                    return method, entry.name
                if candidate == "*" and wild is None and not name.startswith("_"):
                    wild = method, entry.name
        return wild

    def attribute(self, cls: str, name: str) -> TypeExpr | None:
        """Find an attribute's type."""
        key = (cls, name)
        if key not in self._attributes:
            self._attributes[key] = self._find_attribute(cls, name)
        return self._attributes[key]

    def _find_attribute(self, cls: str, name: str) -> TypeExpr | None:
        wild: TypeExpr | None = None
        for entry in self.ancestors(cls):
            for candidate, expr in entry.attributes:
                if candidate == name:
                    return expr
                if candidate == "*" and wild is None and not name.startswith("_"):
                    wild = expr
        return wild if wild is not None and self.method(cls, name) is None else None

    def last_names(self, topic: str, roots: Iterable[str]) -> dict[str, frozenset[str]]:
        """Give the last names by which what is of a topic is called, in libraries that are imported by these names.

        With each, the libraries of which it is a function or a class; none for one that is also a method's.
        """
        for root in roots:
            self._need(root)
        found = [name for name, entry in self.functions.items() if entry.cost and entry.cost.topic == topic]
        methods: set[str] = set()
        for cls in self.classes.values():
            for name, entry in cls.methods:
                if entry.cost and entry.cost.topic == topic:
                    if name.startswith("__"):
                        found.append(cls.name)
                    else:
                        methods.add(name)
        libraries: dict[str, set[str]] = defaultdict(set)
        others = self._other_roots()
        for name in found:
            root = name.partition(".")[0]
            libraries[name.rpartition(".")[2]] |= {root, *others[root]}
        return {
            name: frozenset(() if name in methods else libraries[name]) for name in (*libraries, *methods)
        }

    def _other_roots(self) -> dict[str, set[str]]:
        """Root of a library → other libraries that have its names too."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, target in self.aliases.items():
            found[target.partition(".")[0]].add(name.partition(".")[0])
        return found

    def flags(self, cls: str) -> frozenset[str]:
        """Join the flags of a class and its bases."""
        found = self._flags.get(cls)
        if found is None:
            found = self._flags[cls] = frozenset(
                flag for entry in self.ancestors(cls) for flag in entry.flags
            )
        return found


def _measurements(path: Path) -> Mapping[str, Mapping[str, object]]:
    """Read what the benchmark measured, if it has."""
    if not path.is_file():
        return {}
    return cast("dict[str, dict[str, object]]", json.loads(path.read_text(encoding="utf-8")))


def import_roots(path: "str | Path") -> tuple[str, ...]:
    """Read the import line of a data file without parsing the rest."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - some 400 files, at each start
        match = _IMPORT.search(file.read(_HEAD))
    if match is None:
        raise LintError(f"{Path(path).name}: no `import = [...]` line among its first {_HEAD} bytes")
    return tuple(re.findall(r'"([^"]+)"', match["names"].decode()))


def read_file(path: Path) -> Library:
    """Read and validate one data file."""
    try:
        return read_data_file(path)
    except ValueError as problem:
        raise LintError(f"{path.name}: {problem}") from None
