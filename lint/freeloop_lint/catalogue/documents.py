"""Data files as Python reads them: parsed once, and kept as Python keeps what it compiles.

Parsing TOML takes a twentieth of a run. The parsed document goes where Python puts the bytecode of a module
(`__pycache__` beside the file, or where `PYTHONPYCACHEPREFIX` says; nowhere with `PYTHONDONTWRITEBYTECODE`), and is
parsed again when the file's size or time is another. Nothing is lost where that folder cannot be written.
"""

from collections.abc import Mapping
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType
from typing import cast

from freeloop_lint.toml import loads


class _Loader(SourceFileLoader):
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
