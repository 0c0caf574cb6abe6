"""Data files as Python reads them: parsed once, and kept as Python keeps what it compiles.

Parsing TOML takes a twentieth of a run. The parsed document goes where Python puts the bytecode of a module
(`__pycache__` beside the file, or where `PYTHONPYCACHEPREFIX` says; nowhere with `PYTHONDONTWRITEBYTECODE`), and is
parsed again when the file says something else: the time of a file, by which Python tells, may be the same in all
versions of a package. Nothing is lost where that folder cannot be written.
"""

from collections.abc import Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType
from typing import cast

from freeloop_lint.cache.file import digest_of
from freeloop_lint.toml import loads


class _Loader(SourceFileLoader):
    def path_stats(self, path: str) -> Mapping[str, int]:
        """Give a digest of the content in place of the file's time."""
        data = self.get_data(path)
        return {"mtime": int.from_bytes(digest_of(data)[:4], "little"), "size": len(data)}

    def source_to_code(self, data: object, path: object, **_: object) -> CodeType:  # type: ignore[override]  # two bases, two forms
        """Turn the text of a file into code that makes its document."""
        del path
        return compile(repr(loads(cast("bytes", data).decode())), self.path, "eval")


def read_document(path: Path) -> Mapping[str, object]:
    """Read a TOML file of strings, numbers, lists and tables.

    Raises:
        ValueError: It is not TOML.
    """
    code = _Loader(path.name, str(path)).get_code(path.name)
    document: Mapping[str, object] = FunctionType(code, {})() if code is not None else {}
    return document
