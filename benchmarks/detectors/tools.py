"""The other detectors, each switched on as its README says, on a loop that runs already; and what each reported.

All are given the same threshold, and are otherwise left at their defaults. Whatever a tool reports becomes a
`Report`: when, and the stacks that it showed with it, outermost frame first. A tool that reports to files or when it
is left is read then. Nothing is written while a tool watches: some would see that as a blocking call. None of these
libraries is needed to check the types of this module, hence `import_module`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import traceback
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType

THRESHOLD_S = 0.05
"""The stalls of the suite last 160 ms; 20 to 50 ms is what these tools' own documents set. 50 is kinder to
them: no tool is blamed for what a busy machine adds to a control."""

FRAME = re.compile(r'File:? "(?P<path>[^"]+)", line (?P<line>\d+)')
AT = re.compile(r"(?:running at|defined at|created at) (?P<path>[^\s:>]+):(?P<line>\d+)")

Frame = tuple[str, int]
"""Path and line."""


@dataclass(frozen=True)
class Report:
    """One alarm. `at_s` is the time of day, since some of the tools know no other."""

    at_s: float
    stacks: tuple[tuple[Frame, ...], ...]

    def to_line(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps({"at_s": self.at_s, "stacks": self.stacks}) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Report:
        """Return what `to_line` wrote."""
        fields: dict[str, Any] = json.loads(line)
        return cls(
            fields["at_s"], tuple(tuple((path, at) for path, at in stack) for stack in fields["stacks"])
        )


Watching = Callable[[Path, list[Report]], AbstractAsyncContextManager[None]]
"""Watch the running loop and append to the list; the folder is for files of the tool's own."""


@asynccontextmanager
async def watch_by_nothing(_folder: Path, _reports: list[Report]) -> AsyncGenerator[None]:
    """Be what the others are compared with."""
    yield


@asynccontextmanager
async def watch_by_blockbuster(_folder: Path, reports: list[Report]) -> AsyncGenerator[None]:
    """Raise in the blocking call; what nobody handles is logged by server or loop, with its traceback."""
    package = import_module("blockbuster")

    def on_record(record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        reports.extend(
            Report(record.created, (_frames_of(raised.__traceback__),))
            for raised in _all_raised(error)
            if isinstance(raised, package.BlockingError)
        )

    with _Listening(on_record), package.blockbuster_ctx():
        yield


@asynccontextmanager
async def watch_by_aiocop(_folder: Path, reports: list[Report]) -> AsyncGenerator[None]:
    """Audit hooks and the duration of callbacks."""
    aiocop = import_module("aiocop")
    clock = import_module("time")

    def on_slow_task(event: Any) -> None:  # noqa: ANN401 - a type of a library that may be missing
        if event.exceeded_threshold:
            traces = [each["trace"] for each in (*event.blocking_events, *event.cpu_stack_samples)]
            reports.append(Report(clock.time(), tuple(_aiocop_stack(trace) for trace in traces)))

    aiocop.patch_audit_functions()
    aiocop.start_blocking_io_detection(trace_depth=20)
    aiocop.detect_slow_tasks(threshold_ms=int(THRESHOLD_S * 1000), on_slow_task=on_slow_task)
    aiocop.activate()
    try:
        yield
    finally:
        aiocop.deactivate()


@asynccontextmanager
async def watch_by_pyleak(_folder: Path, reports: list[Report]) -> AsyncGenerator[None]:
    """Have a thread wait for the loop; told when left."""
    pyleak = import_module("pyleak")
    try:
        async with pyleak.no_event_loop_blocking(action="raise", threshold=THRESHOLD_S):
            yield
    except pyleak.EventLoopBlockError as error:
        for block in error.blocking_events:
            stack = tuple((frame.filename, frame.lineno) for frame in block.blocking_stack or ())
            reports.append(Report(block.timestamp, (stack,)))


@asynccontextmanager
async def watch_by_loopsentry(folder: Path, reports: list[Report]) -> AsyncGenerator[None]:
    """Have a thread look at a time that the loop keeps; told in a log of JSON lines."""
    sentry = import_module("loopsentry").LoopSentry(base_dir=str(folder), threshold=THRESHOLD_S)
    sentry.start()
    try:
        yield
    finally:
        sentry.stop()
    for log in folder.glob("*/*.jsonl"):  # noqa: ASYNC240 - the loop is at its end
        for line in log.read_text().splitlines():
            event: dict[str, Any] = json.loads(line)
            if event["type"] == "block_started":
                at_s = datetime.fromisoformat(event["timestamp"]).timestamp()
                reports.append(Report(at_s, (_frames_in("".join(event["stack"])),)))


@asynccontextmanager
async def watch_by_aiodebug(folder: Path, reports: list[Report]) -> AsyncGenerator[None]:
    """Have a thread dump all stacks, thrice in three seconds, in which it sees nothing else: the first counts."""
    hang_inspection = import_module("aiodebug.hang_inspection")
    dumper = hang_inspection.start(str(folder), interval=THRESHOLD_S)
    try:
        yield
    finally:
        await hang_inspection.stop_wait(dumper)
    for dump in folder.glob("stacktrace-*-0.txt"):  # noqa: ASYNC240 - the loop is at its end
        at_s = datetime.strptime(dump.stem, "stacktrace-%Y%m%d-%H%M%S.%f-0").astimezone().timestamp()
        threads = dump.read_text().split("# ThreadID")[1:]
        reports.append(Report(at_s, tuple(_frames_in(text) for text in threads)))


@asynccontextmanager
async def watch_by_debug_mode(_folder: Path, reports: list[Report]) -> AsyncGenerator[None]:
    """Switch on what asyncio and uvloop have themselves: they log callbacks that were slow."""
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = THRESHOLD_S

    def on_record(record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text.startswith("Executing"):
            frames = tuple((found["path"], int(found["line"])) for found in AT.finditer(text))
            reports.append(Report(record.created, (frames,)))

    with _Listening(on_record):
        yield


@dataclass(frozen=True)
class Tool:
    """One detector: the package it comes in, how it watches, and how long it is blind after a report."""

    package: str | None
    watch: Watching
    blind_s: float = 0

    @property
    def is_installed(self) -> bool:
        """Whether it can be compared."""
        return self.package is None or find_spec(self.package) is not None


NOTHING = "nothing"
FREELOOP = "freeloop"
"""Watches from outside: its agent is the application that the server is given, see `serve`."""

TOOLS = {
    NOTHING: Tool(None, watch_by_nothing),
    FREELOOP: Tool(None, watch_by_nothing),
    "blockbuster": Tool("blockbuster", watch_by_blockbuster),
    "aiocop": Tool("aiocop", watch_by_aiocop),
    "pyleak": Tool("pyleak", watch_by_pyleak),
    "loopsentry": Tool("loopsentry", watch_by_loopsentry),
    "aiodebug": Tool("aiodebug", watch_by_aiodebug, blind_s=3.2),
    "asyncio debug": Tool(None, watch_by_debug_mode),
}


class _Listening(logging.Handler):
    """Hands on what is logged, without formatting: that would read source files, on the loop."""

    def __init__(self, on_record: Callable[[logging.LogRecord], None]) -> None:
        super().__init__()
        self._on_record = on_record

    def __enter__(self) -> None:
        logging.getLogger().addHandler(self)

    def __exit__(self, *_: object) -> None:
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self._on_record(record)


def _all_raised(error: BaseException | None) -> list[BaseException]:
    """Return an error, what it came from, and what is in it if it is a group."""
    if error is None:
        return []
    inner: list[BaseException] = list(getattr(error, "exceptions", ()))
    below = [error.__cause__ or error.__context__, *inner]
    return [error, *(each for one in below for each in _all_raised(one))]


def _frames_of(found: TracebackType | None) -> tuple[Frame, ...]:
    return tuple((frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(found))


def _frames_in(text: str) -> tuple[Frame, ...]:
    return tuple((found["path"], int(found["line"])) for found in FRAME.finditer(text))


def _aiocop_stack(trace: str) -> tuple[Frame, ...]:
    """Read `path:line:function <- path:line:function`, innermost first."""
    parts = [frame.rsplit(":", 2) for frame in trace.split(" <- ")]
    return tuple((part[0], int(part[1])) for part in reversed(parts) if len(part) == 3)  # noqa: PLR2004
