"""Before anything is served: are the settings right, is the model good, and how much memory will it take?

The model is loaded and measured in a process made as those in which it will be, and in no other: threads that a model
starts survive no fork.
"""

import multiprocessing
import os
import re
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from loky import cpu_count
from pydantic import ValidationError

from reference_service.model import open_model
from reference_service.settings import VARIABLES, Settings
from reference_service.weights import told

CGROUP = Path("/sys/fs/cgroup")
MAPS = Path("/proc/self/smaps")
PAGES = re.compile(
    r"^Private_Clean: +(\d+) kB\nPrivate_Dirty: +(\d+) kB\n(?:.*\n)*?Anonymous: +(\d+) kB", re.MULTILINE
)
"""Of each area of memory: what only this process has mapped, and how much of all is no file's."""


def checked_settings() -> Settings:
    """Make the settings, or end and say which is wrong, or none at all."""
    if len(sys.argv) > 1:
        sys.exit(
            "no arguments: settings are variables of the environment, such as SERVICE_PORT; see README.md"
        )
    for name in sorted(os.environ):
        known = name in VARIABLES
        # In lower case too, which pydantic-settings would take.
        if not known and (name.upper().startswith("SERVICE_") or name.upper() in VARIABLES):
            sys.exit(f"{name}: no such setting; there are {', '.join(sorted(VARIABLES))}")
        if known and not os.environ[name]:
            sys.exit(f"{name}: is empty; unset it for the default")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        sys.exit(f"{first['loc'][0]}: {first['msg']}")


def check_model(settings: Settings) -> int | str | None:
    """Load the model, say what will be served, or what is wrong, and give the exit code, or what ended it."""
    threads = settings.inference == "threads"
    context = multiprocessing.get_context("fork") if threads else multiprocessing.get_context("spawn")
    process = context.Process(target=load, args=(settings,))
    process.start()
    process.join()
    if process.exitcode and process.exitcode < 0:
        return f"loading the model was ended by signal {-process.exitcode} ({signal.strsignal(-process.exitcode)})"
    return process.exitcode


def load(settings: Settings) -> None:
    """Load the model in this process, and print what was measured; or end, and say why it cannot be loaded."""
    begin_s = time.perf_counter()
    try:
        _model = open_model(settings)  # kept, to be measured
    except Exception as error:  # noqa: BLE001 - of whatever kind: the model is not loaded
        sys.exit(told(error))
    loaded_s = time.perf_counter() - begin_s
    if settings.inference == "threads":
        computing, memory = "inference threads", forecast(settings.workers, "WEB_CONCURRENCY")
    else:
        copies = settings.workers * settings.inference_threads
        computing, memory = "model processes", forecast(copies, "SERVICE_INFERENCE_THREADS")
    plan = f"{settings.workers} workers × {settings.inference_threads} {computing}"
    line = f"{cpu_count()} cores: {plan}; loaded in {loaded_s:.1f} s"
    print(f"{line}\n{memory}", file=sys.stderr, flush=True)  # noqa: T201


def forecast(copies: int, setting: str) -> str:
    """Say what so many processes like this one take together, and warn if that is more than there is."""
    try:
        own, mapped = used_bytes()
    except OSError:
        return "how much memory it takes is not known on this system"
    needed, available = copies * own + mapped, available_bytes()
    line = f"memory: {copies} × {own / 1e6:.1f} MB, and {mapped / 1e6:.1f} MB of files that all share"
    if needed > available:
        line = f"WARNING {line}, are {needed / 1e6:,.1f} MB, and there are {available / 1e6:,.1f} MB: lower {setting}"
    return line


def used_bytes() -> tuple[int, int]:
    """Measure what this process alone has written, and what it alone has mapped of files, as Linux tells.

    Files that another process maps, and what a parent has written before the fork, are in neither. A page of a file
    that is written lately, and not yet to the disk, is dirty as well: hence area by area.
    """
    areas = [[int(kilobytes) for kilobytes in area] for area in PAGES.findall(MAPS.read_text())]
    own = sum(min(dirty, anonymous) for _, dirty, anonymous in areas)
    return own * 1024, sum(clean + dirty for clean, dirty, _ in areas) * 1024 - own * 1024


def available_bytes() -> int:
    """Give the memory of the machine, or what a container may use of it."""
    limits = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for name in ("memory.max", "memory/memory.limit_in_bytes"):  # of cgroups' second version and of the first
        with suppress(OSError, ValueError):  # it is another version, or there is no limit
            limits.append(int((CGROUP / name).read_text()))
    return min(limits)
