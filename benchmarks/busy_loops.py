"""Processes that do nothing but keep the cores busy: the noise of a shared machine."""

from __future__ import annotations

import multiprocessing
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


def _burn() -> None:
    while True:
        pass


@contextmanager
def busy_loops(count: int) -> Generator[None]:
    """Keep so many busy loops running."""
    processes = [multiprocessing.Process(target=_burn, daemon=True) for _ in range(count)]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.kill()
