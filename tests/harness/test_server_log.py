"""What is kept of a server's output, and that nobody waits for it to be read."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from freeloop.serve.log import KEPT_BYTES, ServerLog

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def log() -> Iterator[ServerLog]:
    log = ServerLog()
    yield log
    log.close()


def _print(log: ServerLog, *texts: bytes) -> None:
    with log.open() as writer:
        for text in texts:
            os.write(writer, text)


def test_the_end_is_kept_of_however_much_is_printed(log: ServerLog) -> None:
    megabyte = b"x" * (1 << 20)
    _print(log, *[megabyte] * 8, b"ERROR: the end")  # more than a pipe holds: it is read meanwhile
    assert log.size_bytes == 8 * len(megabyte) + len(b"ERROR: the end")
    assert log.tail().endswith("xxERROR: the end")
    assert len(log._kept) == KEPT_BYTES  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - memory is the point


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        (b"ERROR: old\n", b"", ""),
        (b"ERROR: old\n", b"ERROR: new\n", "ERROR: new"),
        (b"ERROR: old\n", b"x" * KEPT_BYTES, ""),
        (b"", b"x\n" * KEPT_BYTES + b"ERROR: one\nERROR: two\n", "ERROR: two"),
        (
            b"",
            b"[2026-11-23 01:00:00 +0000] [7] [ERROR] three\n",
            "[2026-11-23 01:00:00 +0000] [7] [ERROR] three",
        ),
    ],
)
def test_the_last_error_since_a_moment(log: ServerLog, before: bytes, after: bytes, error: str) -> None:
    with log.open() as writer:
        os.write(writer, before)
        moment = log.size_bytes
        os.write(writer, after)
    assert log.last_error(moment) == error


def test_a_process_that_keeps_the_pipe_does_not_keep_the_run(log: ServerLog) -> None:
    with (
        log.open() as writer,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=writer) as child,
    ):
        log.close()
        child.communicate(b"\n")
    assert log.tail() == ""
