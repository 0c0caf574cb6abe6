"""Find the Python files of a project, and the folder that is the project."""

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from freeloop_lint.errors import LintError

SKIPPED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".tox",
        ".nox",
        ".venv",
        "venv",
        ".env",
        "node_modules",
        "__pycache__",
        "site-packages",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".freeloop_cache",
        ".eggs",
        "__pypackages__",
    }
)
"""Folders that hold no code of the project. A path that the user names is read all the same."""
SUFFIXES = (".py",)
NOTEBOOK = ".ipynb"
_MARKERS = (".git", "pyproject.toml", "setup.py", "setup.cfg")


def project_root(path: Path, cwd: Path) -> Path:
    """Give the folder whose files make up the program that `path` belongs to.

    The working directory when it holds `path` and looks like a project or is itself the path; else the nearest
    folder above that does; else the folder of `path`.
    """
    here = path if path.is_dir() else path.parent
    if here == cwd or (cwd in here.parents and any((cwd / marker).exists() for marker in _MARKERS)):
        return cwd
    for marker in _MARKERS:
        for folder in (here, *here.parents):
            if folder == Path(folder.anchor):
                break
            if (folder / marker).exists():
                return folder
    return cwd if cwd in here.parents and cwd not in {Path.home(), Path(cwd.anchor)} else here


def may_keep_cache(folder: Path, cwd: Path) -> bool:
    """Claim that a folder is the user's to write a cache into: a project, or where he stands.

    A whole drive and the home folder are neither, unless they are projects.
    """
    if any((folder / marker).exists() for marker in _MARKERS):
        return True
    return folder == cwd and folder not in {Path.home(), Path(folder.anchor)}


def inner_projects(root: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """List the outermost projects below a folder that is none itself, as one with several checkouts; else `("",)`."""
    if any((root / marker).exists() for marker in _MARKERS):
        return ("",)
    found: set[str] = set()
    for folder in sorted({above for path in paths for above in map(str, PurePosixPath(path).parents)}):
        inside = found.intersection(map(str, PurePosixPath(folder).parents))
        if folder != "." and not inside and any((root / folder / marker).exists() for marker in _MARKERS):
            found.add(folder)
    return tuple(sorted(found)) or ("",)


def existing(names: Iterable[str], cwd: Path) -> list[Path]:
    """Turn arguments into absolute paths.

    Raises:
        LintError: One does not exist, or is nothing that can be linted.
    """
    found: list[Path] = []
    for name in names:
        path = Path(os.path.normpath(cwd / name))
        if not name or not path.exists():
            raise LintError(f"`{name}` does not exist; name a file or folder below {cwd}")
        if not path.is_dir() and not path.is_file():
            raise LintError(f"`{name}` is neither a file nor a folder; `-` reads a text from stdin")
        if path.suffix == NOTEBOOK:
            raise LintError(
                f"`{name}` is a notebook; write its code to a file with `jupyter nbconvert --to script {name}`"
            )
        found.append(path)
    return found


def project_files(root: Path, exclude: tuple[str, ...] = ()) -> Iterator[str]:
    """List Python files and notebooks below a folder, relative to it with `/`, sorted.

    Links to folders are not followed.
    """
    for folder, folders, files in os.walk(root):
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else f"{relative}/"
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED
            and not matches(f"{prefix}{name}", exclude)
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))  # noqa: PTH110, PTH118 - ten times faster here
        )
        for name in sorted(files):
            if name.endswith((*SUFFIXES, NOTEBOOK)) and not matches(f"{prefix}{name}", exclude):
                yield f"{prefix}{name}"


def shown(path: Path, cwd: Path) -> str:
    """Write a path relative to the working directory, as reports do."""
    return Path(os.path.relpath(path, cwd)).as_posix()


def is_excluded(path: str, patterns: Iterable[str]) -> bool:
    """Claim that a path, or a folder above it, is one of those that patterns name. See `matches`."""
    above = map(str, PurePosixPath(path).parents)
    return any(matches(part, patterns) for part in (path, *above) if part != ".")


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Claim that a path matches: a pattern without `/` its last part, wherever it is, another the whole of it."""
    for given in patterns:
        pattern = given.removeprefix("./").rstrip("/")
        if fnmatch(path, pattern) or ("/" not in pattern and fnmatch(path.rpartition("/")[2], pattern)):
            return True
        if pattern.startswith("**/") and fnmatch(path, pattern[3:]):
            return True
    return False
