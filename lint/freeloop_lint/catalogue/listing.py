"""List what the catalogue knows, one line an entry, for people and for grep."""

from collections.abc import Iterator

from freeloop_lint.catalogue.lookup import Catalogue
from freeloop_lint.catalogue.model import Entry
from freeloop_lint.errors import LintError, nearest


def listing(catalogue: Catalogue, prefix: str) -> str:
    """Write the entries that cost something and whose name starts with a prefix (`all` for every one).

    A whole name is looked up as the linter does: other names, base classes and the `*` of a class or module count.

    Raises:
        LintError: Nothing starts with it.
    """
    catalogue.read_all()
    start = "" if prefix == "all" else prefix
    rows = sorted(
        line for name, entry in _entries(catalogue) if name.startswith(start) and (line := _row(name, entry))
    )
    if not rows:
        rows = _looked_up(catalogue, prefix)
    if not rows:
        known = {name.partition(".")[0] for name, _ in _entries(catalogue)}
        raise LintError(
            f"--catalogue `{prefix}`: nothing that costs is known by that name; {_near(prefix, known)}"
        )
    return "\n".join([*rows, f"{len(rows)} entr{'y' if len(rows) == 1 else 'ies'}"])


def _looked_up(catalogue: Catalogue, name: str) -> list[str]:
    """Give the line of the entry that a call of a name finds, with the name of that entry."""
    full = catalogue.canonical(name)
    head, _, last = full.rpartition(".")
    entry = catalogue.function(full)
    found = catalogue.method(catalogue.canonical(head), last) if entry is None else (entry, head)
    row = "" if found is None else _row(name, found[0])
    return [row] if row else []


def _near(prefix: str, known: set[str]) -> str:
    root = prefix.partition(".")[0]
    return "`all` lists everything" if root in known else nearest(root, known, "`all` lists everything")


def _entries(catalogue: Catalogue) -> Iterator[tuple[str, Entry]]:
    yield from catalogue.functions.items()
    for cls in catalogue.classes.values():
        yield from ((f"{cls.name}.{name}", entry) for name, entry in cls.methods)


def _row(name: str, entry: Entry) -> str:
    cost = entry.cost
    if cost is None:
        return ""
    figures = f"{cost.severity:6} {cost.ms:g} ms ({cost.at or 'one call'}; {cost.evidence})"
    gil = f", {cost.gil} the GIL" if cost.gil else ""
    return f"{name}: {cost.kind}/{cost.topic}, {figures}{gil}"
