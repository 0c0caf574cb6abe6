"""What installed packages add to the catalogue, by way of entry points."""

import os
import sys
from collections.abc import Iterable, Mapping
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop_lint.errors import LintError
from freeloop_lint.toml import loads

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "freeloop.catalogue"
"""Group of entry points under which packages ship entries of their own (docs/lint/catalogue.md)."""


def contributed() -> Iterable[tuple[str, Mapping[str, object]]]:
    """Read the TOML documents that installed packages ship, by name of the entry point that names them.

    The entry point's value is a module or package, a colon, and a file beside it: `acme:freeloop.toml`. Nothing is
    imported: the linter runs no code of the packages that it finds.

    Raises:
        LintError: An entry point names no file that its distribution has, or one that is no TOML.
    """
    if not _may_contribute():
        return
    from importlib.metadata import entry_points  # noqa: PLC0415 - a tenth of a small run, and hardly ever needed

    for point in entry_points(group=ENTRY_POINTS):
        where = f"entry point `{point.name}` of {ENTRY_POINTS}"
        path = _shipped(point)
        if path is None:
            raise LintError(f"{where}: `{point.value}` names no file; write `package:file.toml`")
        try:
            yield where, loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError) as problem:
            raise LintError(f"{where}: {path}: {problem}") from None


def _may_contribute() -> bool:
    """Claim that some installed package may name entry points of the group: those that are files say it at once."""
    if any(hasattr(finder, "find_distributions") and finder is not PathFinder for finder in sys.meta_path):
        return True
    return any(_mentions(folder or ".") for folder in sys.path)


def _mentions(folder: str) -> bool:
    """Look through the metadata of the distributions in one folder of the path; an archive may hold anything."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - some hundred folders, at each start
    except NotADirectoryError:
        return True
    except OSError:
        return False
    for name in names:
        if name.endswith(".egg"):
            return True
        if name.endswith((".dist-info", ".egg-info")):
            try:
                with open(f"{folder}/{name}/entry_points.txt", "rb", buffering=0) as file:  # noqa: PTH123 - the same
                    if ENTRY_POINTS.encode() in file.readall():
                        return True
            except OSError:
                continue
    return False


def _shipped(point: "EntryPoint") -> Path | None:
    """Find the file of an entry point: where its distribution keeps it, or where an editable install is looked up."""
    package, _, name = point.value.partition(":")
    top, *rest = package.split(".")
    places: list[Path] = [] if point.dist is None else [Path(str(point.dist.locate_file(top)))]
    from importlib.util import find_spec  # noqa: PLC0415 - used here only

    spec = find_spec(top) if name else None
    places += map(Path, (spec and spec.submodule_search_locations) or ())
    found = (Path(place, *rest, name) for place in places)
    return next((path for path in found if name and path.is_file()), None)
