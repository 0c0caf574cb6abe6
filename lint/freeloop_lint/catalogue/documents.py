"""Data files as Python reads them: validated once, and kept as Python keeps what it compiles.

Parsing and validating TOML takes a tenth of a run. The library that comes of it is written as an expression, and its
code goes where Python puts the bytecode of a module (`__pycache__` beside the file, or where `PYTHONPYCACHEPREFIX`
says; nowhere with `PYTHONDONTWRITEBYTECODE`). It is made again when the file, or the code that validates it, says
something else: the time of a file, by which Python tells, may be the same in all versions of a package. Nothing is
lost where that folder cannot be written.
"""

from collections.abc import Mapping
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType
from typing import cast

from freeloop_lint.cache.file import digest_of
from freeloop_lint.catalogue import model
from freeloop_lint.catalogue.schema import read_library
from freeloop_lint.toml import loads


class _Loader(SourceFileLoader):
    def path_stats(self, path: str) -> Mapping[str, int]:
        """Give a digest of the content, and of what reads it, in place of the file's time."""
        data = self.get_data(path)
        return {"mtime": int.from_bytes(digest_of(_reader() + data)[:4], "little"), "size": len(data)}

    def source_to_code(self, data: object, path: object, **_: object) -> CodeType:  # type: ignore[override]  # two bases, two forms
        """Turn the text of a file into code that makes its library."""
        del path
        library = read_library(loads(cast("bytes", data).decode()), Path(self.path).name)
        return compile(_written(library), self.path, "eval")


def _written(value: object) -> str:
    """Write a value as an expression: of a named tuple, no fields at its end that are what they are without saying."""
    kind = type(value)
    if not isinstance(value, tuple):
        return repr(value)
    items = list(cast("tuple[object, ...]", value))
    names: tuple[str, ...] = getattr(kind, "_fields", ())
    usual: dict[str, object] = getattr(kind, "_field_defaults", {})
    while names and items and usual.get(names[len(items) - 1], items) == items[-1]:
        items.pop()
    return f"{kind.__name__ if names else ''}({''.join([f'{_written(item)},' for item in items])})"


@cache
def _reader() -> bytes:
    """Give the code that makes libraries of documents."""
    folder = Path(__file__).parent
    names = ("documents.py", "model.py", "names.py", "reader.py", "schema.py", "types.py")
    return b"".join([(folder / name).read_bytes() for name in names])


def read_data_file(path: Path) -> model.Library:
    """Read a TOML file and validate it.

    Raises:
        ValueError: It is not TOML.
        LintError: It holds something that the schema does not know.
    """
    code = _Loader(path.name, str(path)).get_code(path.name)
    library: model.Library = FunctionType(cast("CodeType", code), dict(vars(model)))()
    return library
