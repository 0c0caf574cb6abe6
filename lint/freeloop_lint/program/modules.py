"""Which file an imported name means.

Several roots may hold packages (src layouts, monorepos, scripts run from their own folder), and none of them is
declared reliably. So an absolute import is looked up from the importing file's own folder outwards, last in those that
are packages themselves, whose modules go by longer names as a rule, then in the other folders that hold packages, then
in those that hold a namespace package; a name that is also a known library's counts only in the importer's own folder
and in those that hold packages, of these only in such as are no packages and lie in no other code
(`vocoder/filters/torch/` beside `vocoder/model.py` is imported by a longer name), and only in the importer's own
project: a checkout of a library beside a service is not what the service imports.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable


class Modules:
    """Resolves imports between the files of one project. Paths are relative, with `/`.

    `root_name` is the name of the project's folder, which code in it may use as the name of its package; that of a
    known library it is only where the folder is a package. Of several projects that are one program, `parts`, each
    looks among its own folders before it looks in the others.
    """

    def __init__(
        self, paths: Iterable[str], known: frozenset[str], root_name: str = "", parts: tuple[str, ...] = ()
    ) -> None:
        self.root_name = root_name
        self.parts = sorted(parts, key=len, reverse=True) if parts and parts != ("",) else []
        self.files = frozenset(paths)
        self.folders = frozenset(folder for path in self.files for folder in _parents(path))
        self.packages = frozenset(
            path.rpartition("/")[0] for path in self.files if path.rpartition("/")[2] in INITS
        )
        self.code = {
            path.rpartition("/")[0] for path in self.files if path.rpartition("/")[2] not in _BESIDE_CODE
        }
        """The folders that hold code themselves, not only other folders."""
        self.inside: dict[str, set[str]] = defaultdict(set)
        """Folder → the names that can be imported from it: most imports are of none."""
        for path in (*self.files, *self.folders):
            folder, _, name = path.rpartition("/")
            self.inside[folder].add(name.removesuffix(".py").removesuffix(".pyi"))
        self.names = {name for names in self.inside.values() for name in names} | {root_name}
        """All of these: a top-level name that is none of them is outside."""
        self.known = known | frozenset(sys.stdlib_module_names)
        self.roots = self._roots()
        self.namespaces = self._namespaces()
        self._found: dict[tuple[str, str], str | None] = {}
        self._own: dict[str, list[str]] = {}
        self._holders: dict[tuple[str, str], list[str]] = {}

    def _roots(self) -> tuple[str, ...]:
        """List the folders that hold top-level packages or modules, shortest first."""
        found = {""}
        for package in self.packages:
            parent = package.rpartition("/")[0]
            if package and parent not in self.packages:
                found.add(parent)
        return tuple(sorted(found, key=lambda folder: (folder.count("/"), folder)))

    def _namespaces(self) -> dict[str, list[str]]:
        """List the folders that hold a namespace package, by its name: one without an `__init__.py`.

        Such are the folders `acme` of `src/acme/one/__init__.py`, of `src/acme/one.py` and of `acme/one/two.py`.
        """
        found: dict[str, list[str]] = defaultdict(list)
        tops = {path.rpartition("/")[0] for path in self.files} | {
            folder for folder in self.folders if folder.rpartition("/")[0].rpartition("/")[2] == "src"
        }
        for top in sorted(tops.union(self.roots) - self.packages):
            namespace = top
            while "/" in namespace:
                parent, _, name = namespace.rpartition("/")
                if parent in self.packages or parent in self.roots or name == "src":
                    break
                if parent not in found[name]:
                    found[name].append(parent)
                namespace = parent
        return dict(found)

    def file_of(self, base: str) -> str | None:
        """Give the file, or the folder with a trailing slash, that a module path without suffix means."""
        for suffix in (".py", ".pyi"):
            if base + suffix in self.files:
                return base + suffix
        for init in INITS:
            if f"{base}/{init}" in self.files:
                return f"{base}/{init}"
        return f"{base}/" if base in self.folders else None

    def absolute(self, name: str, importer: str) -> str | None:
        """Resolve `import name` as written in `importer`; None when it is outside the project."""
        top, _, rest = name.partition(".")
        if top not in self.names:
            return None
        folder = importer.rpartition("/")[0]
        key = (name, folder)
        if key not in self._found:
            found = self._search(name, folder)
            if found is None and top == self.root_name and ("" in self.packages or top not in self.known):
                found = self.file_of(rest.replace(".", "/")) if rest else self.file_of("__init__") or "/"
            self._found[key] = found
        return self._found[key]

    def _search(self, name: str, folder: str) -> str | None:
        tail, top = name.replace(".", "/"), name.partition(".")[0]
        namespace: str | None = None
        for root in self._places(top, folder):
            base = f"{root}/{tail}" if root else tail
            found = self.file_of(base)
            if found is None:
                continue
            if not found.endswith("/"):
                return found
            if namespace is None and top not in self.known:
                namespace = found
        return namespace

    def _places(self, top: str, folder: str) -> list[str]:
        """List the folders that hold a top-level name for the files of a folder, nearest first."""
        known = self._holders.get((top, folder))
        if known is None:
            own = self._own_roots(folder) if self.parts else self.roots
            shadowed = top in self.known
            known = self._holders[top, folder] = [
                root
                for root in self._candidates(folder, top)
                if top in self.inside[root]
                and (not shadowed or ((root == folder or root in own) and self._is_run_from(root)))
            ]
        return known

    def _is_run_from(self, root: str) -> bool:
        """Claim that code may be run from a folder, so that what it holds comes before a known library."""
        if root in self.packages:
            return False
        is_named = root.rpartition("/")[2] == _LAYOUT or root in self.parts
        return is_named or not root or self.code.isdisjoint((*_parents(root), ""))

    def _candidates(self, folder: str, top: str) -> Iterable[str]:
        around = list(dict.fromkeys((folder, *_parents(folder), "")))
        own = self._own_roots(folder)
        yield from sorted(around, key=self.packages.__contains__)
        for root in (*own, *self.roots, *self.namespaces.get(top, ())):
            if root not in around:
                yield root

    def _own_roots(self, folder: str) -> list[str]:
        """List the roots in the importer's own project, when there are several."""
        known = self._own.get(folder)
        if known is None:
            part = next((p for p in self.parts if not p or folder == p or folder.startswith(f"{p}/")), None)
            below = f"{part}/" if part else ""
            known = [] if part is None else [root for root in self.roots if f"{root}/".startswith(below)]
            self._own[folder] = known
        return known

    def relative(self, module: str, level: int, importer: str) -> str | None:
        """Resolve `from ..module import x`."""
        folder = importer.rpartition("/")[0]
        for _ in range(level - 1):
            folder = folder.rpartition("/")[0]
        tail = module.replace(".", "/")
        base = f"{folder}/{tail}" if folder and tail else folder or tail
        return self.file_of(base) if base else "/"

    def resolve(self, module: str, level: int, importer: str) -> str | None:
        """Resolve either form."""
        return self.relative(module, level, importer) if level else self.absolute(module, importer)

    def member(self, where: str, name: str) -> str | None:
        """Resolve submodule `name` of the package that `resolve` gave."""
        folder = where.rpartition("/")[0]
        if name not in self.inside[folder]:
            return None
        if where.endswith("/") or where.rpartition("/")[2] in INITS:
            return self.file_of(f"{folder}/{name}" if folder else name)
        return None

    def imported_files(
        self, importer: str, imports: "Iterable[tuple[str, int, tuple[str, ...]]]"
    ) -> Iterable[str]:
        """List the project files that a file's imports may run: of each its module, level and names, as in `Import`."""
        for module, level, names in imports:
            if not level and module.partition(".")[0] not in self.names:
                continue
            where = self.resolve(module, level, importer)
            if where is None:
                continue
            if not where.endswith("/"):
                yield where
            if not level:
                yield from self._ancestors(module, importer)
            for name in names:
                inner = self.member(where, name)
                if inner is not None and not inner.endswith("/"):
                    yield inner

    def _ancestors(self, module: str, importer: str) -> Iterable[str]:
        while "." in module:
            module = module.rpartition(".")[0]
            where = self.absolute(module, importer)
            if where is not None and not where.endswith("/"):
                yield where


INITS = ("__init__.py", "__init__.pyi")
_LAYOUT = "src"
_BESIDE_CODE = frozenset({"setup.py", "conftest.py", "noxfile.py"})
"""Files that stand above the folder that holds the code, and are none of it."""


def _parents(path: str) -> Iterable[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
