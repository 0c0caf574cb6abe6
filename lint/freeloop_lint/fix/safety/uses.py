"""Who else uses a function that is to become `def`: scripts and tests that await it, or run it themselves.

All Python files of the program are looked at, also those that nothing on the loop imports and those that settings
exclude. Only files whose bytes name the function are parsed. What the framework is given (`Depends(f)`) is no use.
A string that names it is: `mock.patch("service.api.predict")` makes another kind of mock of a `def`.
"""

import ast
import os
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from freeloop_lint.discover import shown
from freeloop_lint.findings import Finding, FixNote
from freeloop_lint.fix.safety.finder import OWNERS, Definition, Finder
from freeloop_lint.fix.safety.indirect import Place, places
from freeloop_lint.fix.safety.sources import Sources, TooDeepError
from freeloop_lint.program.modules import INITS

if TYPE_CHECKING:
    from freeloop_lint.program.modules import Modules


class Use(NamedTuple):
    """Where a function is used; line 0 where the file is nested too deeply to tell."""

    path: str
    line: int


def find_use(function: Definition, sources: Sources, modules: "Modules") -> "Use | None":
    """Give the first place that uses a function, or may do so; None when only the framework does."""
    name = function.name.encode()
    module = b"" if function.is_method else os.fsencode(function.module)
    for path in (function.path, *(other for other in sources.paths if other != function.path)):
        data = sources.data(path)
        if name not in data or not _may_use(name, module, data, own=path == function.path):
            continue
        try:
            tree = sources.tree(path)
            line = 0 if tree is None else _line(function, tree, path, modules)
        except (TooDeepError, RecursionError):
            return Use(path, 0)
        if line:
            return Use(path, line)
    return None


class Uses:
    """The files of a program below `root`, each read once; findings name them relative to `cwd`."""

    def __init__(
        self, root: Path, cwd: Path, paths: Iterable[str], texts: Mapping[str, bytes], modules: "Modules"
    ) -> None:
        self.root = root
        self.cwd = cwd
        self.sources = Sources(root, paths, texts)
        self.modules = modules
        self.found: dict[Definition, Use | None] = {}

    def doubt(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Make safe fixes of functions that something else uses unsafe, and say where that is."""
        return tuple(
            [
                finding
                if finding.fix is None or not finding.fix.safe
                else self._doubted(finding, finding.fix)
                for finding in findings
            ]
        )

    def _doubted(self, finding: Finding, fix: FixNote) -> Finding:
        path = Path(os.path.relpath(self.cwd / finding.path, self.root)).as_posix()
        function = Definition(path, finding.function)
        if function not in self.found:
            self.found[function] = find_use(function, self.sources, self.modules)
        use = self.found[function]
        said = "uses it, too" if use is not None else "may await it, too"
        use = use or self._finder(function, finding.context)
        if use is None:
            return finding
        place = shown(self.root / use.path, self.cwd)
        where = (
            f"`{place}:{use.line}` {said}" if use.line else f"`{place}`, nested too deeply, may use it, too"
        )
        return finding._replace(fix=fix._replace(safe=False, note=f"{fix.note}; {where}"))

    def _finder(self, function: Definition, context: str) -> Use | None:
        """Give the first place that may find a function without naming it."""
        for path, place in self.indirect:
            if place.finds(function.module, context, own=path == function.path):
                return Use(path, place.line)
        return None

    @cached_property
    def indirect(self) -> list[tuple[str, Place]]:
        """Places of all files that find functions without naming them."""
        return [(path, place) for path in self.sources.paths for place in places(self.sources, path)]


def _may_use(name: bytes, module: bytes, data: bytes, *, own: bool) -> bool:
    """Claim that bytes name the function, and its module, as whole words: most files are told apart by that."""
    if not own and module not in data:
        return False
    found = _word(name).finditer(data)
    if own:
        return next(found, None) is not None and next(found, None) is not None
    return next(found, None) is not None and (not module or _word(module).search(data) is not None)


@lru_cache(256)
def _word(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![A-Za-z0-9_])" + re.escape(name) + rb"(?![A-Za-z0-9_])")


def _line(function: Definition, tree: ast.Module, path: str, modules: "Modules") -> int:
    """Give the line of the first use in a file; 0 when there is none."""
    parts = function.qualname.split(".")
    finder = Finder(function)
    if path == function.path:
        if len(parts) == 1 or "<locals>" in parts or not parts[-2][:1].isupper():
            finder.names[function.name] = 0
        else:
            finder.owners |= {*OWNERS, parts[-2]}
    else:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if modules.absolute(alias.name, path) == function.path:
                        finder.owners.add(alias.asname or alias.name)
            elif isinstance(node, ast.ImportFrom):
                _take_names(finder, function, node, path, modules)
    finder.visit(tree)
    unused = [line for name, line in finder.names.items() if line and name not in finder.taken]
    return min((*finder.lines, *(() if finder.lines else unused)), default=0)


def _take_names(
    finder: "Finder", function: Definition, node: ast.ImportFrom, path: str, modules: "Modules"
) -> None:
    """Note under which names an import makes the function, its class or its module known."""
    top = function.qualname.partition(".")[0]
    where = modules.resolve(node.module or "", node.level, path)
    unknown = where is None and (node.module or "").rpartition(".")[2] == function.module
    for alias in node.names:
        name = alias.asname or alias.name
        if where == function.path or unknown:
            if alias.name == "*":
                finder.names[top] = node.lineno if path.endswith(INITS) else 0
            elif alias.name == top == function.name:
                finder.names[name] = node.lineno
            elif alias.name == top:
                finder.owners.add(name)
        elif where is not None and modules.member(where, alias.name) == function.path:
            finder.owners.add(name)
