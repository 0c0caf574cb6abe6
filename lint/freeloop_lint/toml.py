"""The TOML reader of the standard library, or its back port on Python 3.10."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any, cast


def loads(text: str) -> dict[str, Any]:
    """Parse a document.

    Raises:
        ValueError: It is not TOML.
    """
    module = import_module("tomllib" if find_spec("tomllib") else "tomli")
    return cast("dict[str, Any]", module.loads(text))
