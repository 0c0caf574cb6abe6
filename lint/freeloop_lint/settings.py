"""What a run is asked to do: defaults, `[tool.freeloop.lint]`, then the command line."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, cast

from freeloop_lint.errors import LintError, nearest
from freeloop_lint.findings import SEVERITIES
from freeloop_lint.toml import loads


@cache
def codes(*, preview: bool = False) -> tuple[str, ...]:
    """List the codes of the rules, or of those in preview only. Rules are imported late: a warm run asks none."""
    from freeloop_lint.rules import RULES  # noqa: PLC0415 - see above

    return tuple(rule.code for rule in RULES if rule.preview or not preview)


class Settings(NamedTuple):
    """One run. `select` and `ignore` hold codes or their prefixes; `catalogue` the user's own entries."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: str = "medium"
    exclude: tuple[str, ...] = ()
    all_coroutines: bool = False
    cache: bool = True
    catalogue: Mapping[str, object] = MappingProxyType({})

    def wants(self, code: str) -> bool:
        """Claim that findings of a code are asked for; the longer of two matching prefixes decides.

        Rules in preview are asked for by their whole code only.
        """
        if code in codes(preview=True) and code not in self.select:
            return False
        chosen = max((len(p) for p in self.select if code.startswith(p)), default=0 if self.select else 1)
        dropped = max((len(p) for p in self.ignore if code.startswith(p)), default=0)
        return chosen > dropped if dropped else chosen > 0


TABLES = ("lint", "catalogue")
KEYS = ("select", "ignore", "min-severity", "exclude", "all-coroutines", "cache")


def check_codes(given: tuple[str, ...], where: str) -> tuple[str, ...]:
    """Refuse what is no code and no prefix of one.

    Raises:
        LintError: Naming the nearest right one.
    """
    for code in given:
        if not code or not any(known.startswith(code) for known in codes()):
            raise LintError(f"{where} `{code}` is no rule; {nearest(code, codes())}")
    return given


def read_settings(folder: Path) -> Settings:
    """Read the nearest pyproject.toml at or above a folder that has a `[tool.freeloop]` table."""
    for place in (folder, *folder.parents):
        path = place / "pyproject.toml"
        if not path.is_file():
            continue
        try:
            document = loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError) as problem:
            raise LintError(f"{path}: {problem}") from None
        tool = document.get("tool", {}).get("freeloop")
        if isinstance(tool, dict):
            return from_table(cast("dict[str, object]", tool), path.name)
    return Settings()


def from_table(tool: Mapping[str, object], where: str) -> Settings:
    """Read `[tool.freeloop]`: its `lint` and `catalogue` parts."""
    settings = Settings()
    for key in tool:
        if key not in TABLES:
            raise LintError(f"{where}: [tool.freeloop] has no table `{key}`; {nearest(key, TABLES)}")
    table = tool.get("lint", {})
    if not isinstance(table, dict):
        raise LintError(f"{where}: [tool.freeloop.lint] is not a table")
    for key, value in cast("dict[str, object]", table).items():
        if key not in KEYS:
            raise LintError(f"{where}: [tool.freeloop.lint] has no key `{key}`; {nearest(key, KEYS)}")
        settings = _set(settings, key, value, where)
    catalogue = tool.get("catalogue", {})
    if not isinstance(catalogue, dict):
        raise LintError(f"{where}: [tool.freeloop.catalogue] is not a table")
    return settings._replace(catalogue=cast("dict[str, object]", catalogue))


def _set(settings: Settings, key: str, value: object, where: str) -> Settings:
    place = f"{where}: [tool.freeloop.lint] {key}"
    if key in {"all-coroutines", "cache"}:
        if not isinstance(value, bool):
            raise LintError(f"{place} = `{value}`; it is true or false")
        return (
            settings._replace(all_coroutines=value)
            if key == "all-coroutines"
            else settings._replace(cache=value)
        )
    if key == "min-severity":
        return settings._replace(min_severity=check_severity(value, place))
    if not isinstance(value, list) or not all(isinstance(item, str) for item in cast("list[object]", value)):
        raise LintError(f"{place} = `{value}`; it is a list of strings")
    words = tuple(cast("list[str]", value))
    if key == "exclude":
        return settings._replace(exclude=words)
    check_codes(words, place)
    return settings._replace(select=words) if key == "select" else settings._replace(ignore=words)


def check_severity(value: object, place: str) -> str:
    """Refuse what is no severity."""
    if value not in SEVERITIES:
        raise LintError(f"{place} = `{value}`; it is one of low, medium, high")
    return str(value)
