"""Imports what is not installed."""

import no_such_library  # type: ignore[import-not-found]  # pyright: ignore[reportMissingImports] # noqa: F401
