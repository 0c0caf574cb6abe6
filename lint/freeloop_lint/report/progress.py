"""What a run is at, in one line on standard error that is gone when it ends; on terminals only, and not in CI.

Written when a stage begins, by no thread and no timer: a process that has threads cannot be forked safely, and the
files are read in such processes.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Generator


@contextlib.contextmanager
def progress() -> Generator[Callable[[str], None]]:
    """Give what writes a stage in place of the one before."""
    if not sys.stderr.isatty() or os.environ.get("CI") or os.environ.get("TERM") == "dumb":
        yield lambda _: None
        return
    import shutil  # noqa: PLC0415 - three compression libraries come with it

    shown = 0

    def tell(stage: str) -> None:
        nonlocal shown
        line = f"freeloop: {stage} …"[: shutil.get_terminal_size().columns - 1] if stage else ""
        sys.stderr.write(f"\r{' ' * shown}\r{line}")
        sys.stderr.flush()
        shown = len(line)

    try:
        yield tell
    finally:
        tell("")
