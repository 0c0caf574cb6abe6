"""Processes that read files, kept for one run: facts of the files that matter, syntax of the others.

They are started once, and only when there is enough to read. What the parser cannot survive (a process killed for
its memory) is done again in this process. No threads of ours; no processes when the caller has threads, because
forking those is not safe, or is a daemon, which may have no children.
"""

import errno
import gc
import os
import signal
import stat
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from freeloop_lint.facts.lower import find_problem
from freeloop_lint.facts.model import Problem
from freeloop_lint.facts.record import Record, make_record
from freeloop_lint.facts.room import with_room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import ProcessPoolExecutor

_READ: int = os.O_RDONLY | getattr(os, "O_BINARY", 0)
"""Flags of a file that is read as it is; only Windows has another way."""
Source: TypeAlias = tuple[str, bytes]
Work: TypeAlias = tuple[str, bytes, bool]
"""A path, the content, and whether that may hold async code: see `is_seed`."""
Found: TypeAlias = tuple[str, Problem]
Item = TypeVar("Item")
Result = TypeVar("Result")

WORTH_A_POOL = 400_000
"""Bytes of source from which starting processes pays: they take some 30 ms, parsing this much 200 ms."""
CHUNK = 90_000
"""Bytes of source handed to a process at once: some 20 ms of work. Arbitrary; handing over takes a fortieth of that."""
UNREADABLE = "cannot be read"
"""How a problem begins that lies in the file system, not in the content."""
LIMIT = 8
"""Processes at most. Arbitrary; beyond it this process cannot take in facts as fast as they come."""


class Workers:
    """A pool that may not be there: then the work is done at once, here."""

    def __init__(self, size_bytes: int) -> None:
        many = size_bytes >= WORTH_A_POOL and _cores() > 1
        self._pool = start() if many and threading.active_count() == 1 else None

    def read(self, files: list[Work]) -> "Callable[[], list[tuple[str, Record]]]":
        """Begin to read a chunk of files; the answer, which is waited for, gives records, facts included, by path."""
        return self._submit(_read, [files])[0]

    def check(self, root: Path, paths: list[str], sizes: list[int]) -> "Iterator[list[Found]]":
        """Look for files that are no Python; the answer is worked out meanwhile and waited for when it is asked for."""
        named = [(path, str(root / path)) for path in paths]
        started = self._submit(_check, _chunks(named, sizes))
        return (_collect([one]) for one in started)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _submit(
        self, work: "Callable[[list[Item]], list[Result]]", chunks: "Iterable[list[Item]]"
    ) -> "list[Callable[[], list[Result]]]":
        pool = self._pool
        if pool is None:
            return [partial(work, chunk) for chunk in chunks]
        return [_ask(pool, work, chunk) for chunk in chunks]


def start() -> "ProcessPoolExecutor | None":
    """Start the processes, unless this one may have no children."""
    import multiprocessing  # noqa: PLC0415 - takes a fourth of the time of a small run, which needs none
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - the same

    if multiprocessing.current_process().daemon:
        return None
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else None)
    return ProcessPoolExecutor(min(_cores(), LIMIT), context, initializer=_begin)


def _begin() -> None:
    """Prepare a process: no garbage to speak of; Ctrl-C, which all get, is for the one that started it."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _ask(
    pool: "ProcessPoolExecutor", work: "Callable[[list[Item]], list[Result]]", chunk: "list[Item]"
) -> "Callable[[], list[Result]]":
    """Hand work over; what a process that died was to do is done here when it is asked for."""
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - see start

    try:
        future = pool.submit(work, chunk)
    except BrokenExecutor:
        return partial(work, chunk)

    def answer() -> list[Result]:
        try:
            return future.result()
        except BrokenExecutor:
            return work(chunk)

    return answer


def _collect(asked: "Iterable[Callable[[], list[Result]]]") -> "list[Result]":
    return [result for ask in asked for result in ask()]


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1


def _chunks(items: "list[Item]", sizes: list[int]) -> "Iterator[list[Item]]":
    chunk: list[Item] = []
    total = 0
    for item, size in zip(items, sizes, strict=True):
        chunk.append(item)
        total += size
        if total >= CHUNK:
            yield chunk
            chunk, total = [], 0
    if chunk:
        yield chunk


def _read(files: list[Work]) -> list[tuple[str, Record]]:
    return with_room(lambda: [(path, make_record(path, data, seed=seed)) for path, data, seed in files])


def read_regular(path: str) -> bytes:
    """Read a file, unless reading it might never end, as with pipes and devices.

    Raises:
        OSError: It cannot be read, or is no regular file.
    """
    found = os.stat(path)  # noqa: PTH116 - making a `Path` takes longer than this
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "not a regular file")
    data = b""
    descriptor = os.open(path, _READ)  # half the time of `open`, for each file of the program
    try:
        while more := os.read(descriptor, found.st_size + 1):
            data += more
    finally:
        os.close(descriptor)
    return data


def _check(files: list[tuple[str, str]]) -> list[Found]:
    found: list[Found] = []
    for path, name in files:
        try:
            problem = find_problem(path, read_regular(name))
        except OSError as error:
            problem = (1, 1, f"{UNREADABLE}: {error.strerror or error}")
        if problem is not None:
            found.append((path, problem))
    return found
