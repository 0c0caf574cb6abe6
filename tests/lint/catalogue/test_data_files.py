"""The catalogue's data files say only what the schema knows, name only what exists, and hang together."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import json
import os
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from freeloop_lint.catalogue.documents import read_data_file
from freeloop_lint.catalogue.lookup import DATA, Catalogue, import_roots, read_file
from freeloop_lint.catalogue.schema import read_library
from freeloop_lint.toml import loads

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from freeloop_lint.catalogue.model import Cost, Entry, TypeExpr

FILES = sorted(DATA.glob("*.toml"))
ABSENT = frozenset(
    line.split("#")[0].strip()
    for line in (Path(__file__).parent / "names_of_other_versions.txt")
    .read_text(encoding="utf-8")
    .splitlines()
) - {""}
"""Names that real code uses and the newest release lacks, or that a library makes at run time."""
NEVER_SKIPPED = ("numpy", "scipy", "sklearn", "requests", "httpx", "orjson", "joblib", "urllib3")
"""Import roots of the development environment: a check that silently skips these proves nothing."""

by_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@functools.cache
def document(path: Path) -> dict[str, Any]:
    return loads(path.read_text(encoding="utf-8"))


read = functools.cache(read_file)
"""Each file is parsed once for all tests."""


def entries(path: Path) -> Iterator[tuple[str, Entry]]:
    library = read(path)
    yield from library.functions
    for cls in library.classes:
        for name, entry in cls.methods:
            yield f"{cls.name}.{name}", entry


def costs(path: Path) -> Iterator[tuple[str, Cost]]:
    for name, entry in entries(path):
        if entry.cost is not None:
            yield name, entry.cost


@pytest.fixture(scope="module")
def everything() -> Catalogue:
    catalogue = Catalogue()
    catalogue.read_all()
    return catalogue


def test_libraries_are_kept_as_they_were_read() -> None:
    """What Python's bytecode cache gives back is what the file says."""
    for path in FILES:
        assert read_data_file(path) == read_data_file(path) == read_library(document(path), path.name)


def test_a_changed_file_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path / "kept"))
    path = tmp_path / "a.toml"
    for returns in ("str", "int", "dict[str, int]"):
        text = f'[functions.acme]\n"one" = {{ returns = "{returns}", flags = "once" }}\n"two" = {{}}\n'
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_580_601_600, 1_580_601_600))  # as of files from a reproducible build
        assert read_data_file(path) == read_data_file(path) == read_library(loads(text), path.name)
    assert list((tmp_path / "kept").rglob("a.*.pyc"))


@by_file
def test_head_names_library_version_and_source(path: Path) -> None:
    head = document(path)["library"]
    assert list(import_roots(path)) == head["import"]
    assert {"import", "source"} <= set(head)
    assert head["source"].startswith(("https://", "http://"))


@by_file
def test_every_cost_says_at_what_input_and_what_it_does_to_the_gil(path: Path) -> None:
    silent = [name for name, cost in costs(path) if not cost.at or not cost.gil]
    assert silent == []


@by_file
def test_kind_and_topic_agree(path: Path) -> None:
    for name, cost in costs(path):
        assert (cost.kind == "load") == (cost.topic == "load"), name
        if cost.kind == "cpu":
            assert cost.topic not in {"sleep", "lock", "subprocess"}, name


@by_file
def test_an_estimate_is_not_called_a_measurement(path: Path) -> None:
    """Measured figures stand in measured.json alone, where the benchmark writes them."""
    assert [name for name, cost in costs(path) if cost.evidence == "measured"] == []


def test_no_name_is_described_twice() -> None:
    seen: dict[str, str] = {}
    for path in FILES:
        library = read(path)
        for name in [*(name for name, _ in library.functions), *(cls.name for cls in library.classes)]:
            if name.startswith("builtins."):
                continue
            assert seen.setdefault(name, path.name) == path.name, f"{name}: {seen[name]} and {path.name}"


def type_names(expr: TypeExpr) -> Iterator[str]:
    yield expr.name
    for arg in expr.args:
        yield from type_names(arg)


def named_types(path: Path) -> Iterator[tuple[str, str]]:
    library = read(path)
    for name, entry in entries(path):
        for part in type_names(entry.returns) if entry.returns else ():
            yield name, part
    for cls in library.classes:
        yield from ((cls.name, base) for base in cls.bases)
        for attribute, expr in cls.attributes:
            yield from ((f"{cls.name}.{attribute}", part) for part in type_names(expr))
    for name, expr in library.values:
        yield from ((name, part) for part in type_names(expr))


def test_types_are_described_or_known_to_be_harmless(everything: Catalogue) -> None:
    """A typing slip in a type makes every method of it silent, so each must lead somewhere."""
    lost = [
        f"{path.name}: {where}: {name}"
        for path in FILES
        for where, name in named_types(path)
        if "." in name and not leads_somewhere(everything, name)
    ]
    assert lost == []


def leads_somewhere(everything: Catalogue, name: str) -> bool:
    canonical = everything.canonical(name)
    return everything.class_(canonical) is not None or name in ABSENT or exists(name)


def installed(root: str) -> bool:
    try:
        return importlib.util.find_spec(root) is not None
    except (ImportError, ValueError):
        return False


def find(name: str) -> object:
    """Look a dotted name up, part by part: an attribute first, since a class may be named as its module."""
    head, *parts = name.split(".")
    found: object = importlib.import_module(head)
    path = head
    for part in parts:
        path = f"{path}.{part}"
        try:
            found = getattr(found, part)
        except AttributeError:
            found = importlib.import_module(path)
    return found


@functools.cache
def exists(name: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            find(name)
        except (ImportError, AttributeError):
            return False
    return True


def missing_members(names: Iterable[str], methods: Iterable[str]) -> Iterator[str]:
    """Yield methods that none of the classes that share a table has."""
    classes = [name for name in names if exists(name)]
    for method in methods:
        if method.startswith("__") or method == "*":
            continue
        if classes and not any(exists(f"{name}.{method}") for name in classes):
            yield f"{classes[0]}.{method}"


def missing(path: Path, roots: tuple[str, ...]) -> Iterator[str]:
    tables = document(path)

    def ours(name: str) -> bool:
        return any(f"{name}.".startswith(f"{root}.") for root in roots)

    for module, functions in tables.get("functions", {}).items():
        for name in (name for names in functions for name in names.split()):
            full = module if name == "*" else f"{module}.{name}"
            if ours(full) and not exists(full):
                yield full
    for names, table in tables.get("classes", {}).items():
        known = [name for name in names.split() if ours(name)]
        yield from (name for name in known if not exists(name))
        yield from missing_members(known, (m for key in table.get("methods", {}) for m in key.split()))


INSTALLED = [
    (path, roots) for path in FILES if (roots := tuple(r for r in import_roots(path) if installed(r)))
]


@pytest.mark.slow
@pytest.mark.skipif(sys.version_info < (3, 11), reason="the data names what newer versions have")
@pytest.mark.parametrize(("path", "roots"), INSTALLED, ids=lambda value: getattr(value, "stem", ""))
def test_names_exist_in_the_installed_library(path: Path, roots: tuple[str, ...]) -> None:
    assert sorted(set(missing(path, roots)) - ABSENT) == []


def test_the_check_of_names_did_not_skip_what_is_always_installed() -> None:
    checked = {root for _, roots in INSTALLED for root in roots}
    assert [root for root in NEVER_SKIPPED if root not in checked] == []


def measured() -> dict[str, dict[str, object]]:
    path = DATA / "measured.json"
    return cast("dict[str, dict[str, object]]", json.loads(path.read_text(encoding="utf-8")))


def test_measured_figures_belong_to_entries_with_a_cost(everything: Catalogue) -> None:
    known = {name for name, entry in everything.functions.items() if entry.cost}
    for cls in everything.classes.values():
        known |= {f"{cls.name}.{name}" for name, entry in cls.methods if entry.cost}
    assert sorted(set(measured()) - known) == []


def test_measured_figures_are_complete_and_sorted() -> None:
    figures = measured()
    assert list(figures) == sorted(figures)
    for name, figure in figures.items():
        assert set(figure) == {"ms", "at", "gil", "version", "date"}, name
        assert float(str(figure["ms"])) > 0, name
        assert figure["gil"] in {"holds", "releases"}, name


def test_no_remedy_for_what_holds_the_gil_is_a_thread() -> None:
    """A thread that holds it keeps the loop's own waiting (FL301); a load is moved to the start instead."""
    holding = [cost for path in FILES for _, cost in costs(path) if cost.gil == "holds" and cost.remedy]
    assert holding
    assert [cost.remedy for cost in holding if "thread" in cost.remedy] == []
