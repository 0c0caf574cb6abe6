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
    """One run. `select` and `ignore` hold codes or their prefixes; `catalogue` the user's own entries.

    `per_file_ignores` holds patterns of paths, each with such codes; `force_exclude` says that `exclude` holds for
    paths that are named, too.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    min_severity: str = "medium"
    exclude: tuple[str, ...] = ()
    all_coroutines: bool = False
    cache: bool = True
    force_exclude: bool = False
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
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
KEYS = ("select", "ignore", "min-severity", "exclude", "all-coroutines", "cache", "per-file-ignores")


def check_codes(given: tuple[str, ...], where: str) -> tuple[str, ...]:
    """Refuse what is no code and no prefix of one; in either case of letters.

    Raises:
        LintError: Naming the nearest right one.
    """
    found = tuple(code.upper() for code in given)
    for code in found:
        if code == "ALL":
            raise LintError(f"{where} `ALL` is no rule; all of them are `FL`")
        if not code or not any(known.startswith(code) for known in codes()):
            raise LintError(f"{where} `{code}` is no rule; {_right_code(code)}")
    return found


def _right_code(code: str) -> str:
    """Name the code nearest to a wrong one; where none is near, or it is shorter than a code, the families."""
    short = code.startswith("FL") and len(code) < len(codes()[0])
    return families() if short else nearest(code, codes(), families())


def families() -> str:
    """Name the families that there are, and where their rules are listed."""
    named = ", ".join(f"`{family}`" for family in sorted({known[:3] for known in codes()}))
    return f"families: {named}; docs/lint/rules lists their rules"


def check_selected(given: tuple[str, ...], where: str) -> tuple[str, ...]:
    """Refuse also what would select nothing, as all rules that a prefix names are in preview."""
    found = check_codes(given, where)
    for code in found:
        named = [known for known in codes() if known.startswith(code)]
        if code not in named and set(named) <= set(codes(preview=True)):
            raise LintError(
                f"{where} `{code}`: all its rules are in preview; select them whole: {', '.join(named)}"
            )
    return found


def read_settings(folder: Path) -> Settings:
    """Read the nearest pyproject.toml at or above a folder that has a `[tool.freeloop]` table."""
    for place in (folder, *folder.parents):
        path = place / "pyproject.toml"
        if path.is_dir():
            raise LintError(f"{path} is a folder; rename it, or use --isolated")
        if not path.is_file():
            continue
        try:
            document = loads(path.read_text(encoding="utf-8"))
        except (ValueError, OSError) as problem:
            raise LintError(f"{path}: {problem}") from None
        tool = _table(document.get("tool", {}), f"{path.name}: [tool]").get("freeloop")
        if tool is not None:
            return from_table(_table(tool, f"{path.name}: [tool.freeloop]"), path.name)
    return Settings()


def from_table(tool: Mapping[str, object], where: str) -> Settings:
    """Read `[tool.freeloop]`: its `lint` and `catalogue` parts."""
    settings = Settings()
    for key in tool:
        if key not in TABLES:
            raise LintError(f"{where}: [tool.freeloop] has no table `{key}`; {nearest(key, TABLES)}")
    for key, value in _table(tool.get("lint", {}), f"{where}: [tool.freeloop.lint]").items():
        if key not in KEYS:
            raise LintError(f"{where}: [tool.freeloop.lint] has no key `{key}`; {nearest(key, KEYS)}")
        settings = _set(settings, key, value, where)
    return settings._replace(
        catalogue=_table(tool.get("catalogue", {}), f"{where}: [tool.freeloop.catalogue]")
    )


def _table(value: object, place: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise LintError(f"{place} = `{value}`; it is a table")
    return cast("dict[str, object]", value)


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
    if key == "per-file-ignores":
        patterns = _table(value, place).items()
        ignored = [
            (_pattern(pattern, place), check_codes(_texts(given, place), place))
            for pattern, given in patterns
        ]
        return settings._replace(per_file_ignores=tuple(ignored))
    words = _texts(value, place)
    if key == "exclude":
        return settings._replace(exclude=tuple(_pattern(word, place) for word in words))
    if key == "select":
        return settings._replace(select=check_selected(words, place))
    return settings._replace(ignore=check_codes(words, place))


def _pattern(pattern: str, place: str) -> str:
    """Refuse a pattern that no path of the project matches."""
    if not pattern.strip("./") or pattern.startswith(("/", "~")) or ".." in pattern.split("/"):
        raise LintError(
            f"{place} `{pattern}` matches no path below the project; write one relative to it, or a name"
        )
    return pattern


def _texts(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in cast("list[object]", value)):
        raise LintError(f"{place} = `{value}`; it is a list of strings")
    return tuple(cast("list[str]", value))


def check_severity(value: object, place: str) -> str:
    """Refuse what is no severity."""
    if value not in SEVERITIES:
        raise LintError(f"{place} = `{value}`; it is one of low, medium, high")
    return str(value)
