"""Progress of an audit: a bar on the terminal's standard error, nothing in CI or in a pipe."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from freeloop.audit import OnStep, Step


@contextlib.contextmanager
def progress_bar() -> Generator[OnStep]:
    """Give the function that an audit reports its steps to."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def on_step(step: Step) -> None:
            bar.update(task, description=step.text, total=None if step.share is None else 1.0)
            bar.update(task, completed=step.share or 0.0)

        yield on_step
