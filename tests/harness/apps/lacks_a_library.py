import no_such_library  # type: ignore[import-not-found]  # pyright: ignore  # noqa: F401 - it must be missing
