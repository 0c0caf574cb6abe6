"""Applications that do to their process what few expect; each holds the loop in two ways."""

from __future__ import annotations

import _thread
import contextlib
import faulthandler
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

router = APIRouter()


@router.get("/sleep")
async def sleep() -> None:
    time.sleep(0.2)  # held


@router.get("/compute")
async def compute() -> None:
    until_s = time.thread_time() + 0.3
    while time.thread_time() < until_s:  # held
        sum(range(10_000))  # held


@router.get("/fork")
async def fork() -> None:
    if os.fork() == 0:
        os._exit(0)
    os.wait()
    time.sleep(0.2)  # held


def _starting_with(do: Callable[[], None]) -> FastAPI:
    @contextlib.asynccontextmanager
    async def life(_app: FastAPI) -> AsyncGenerator[None]:
        do()
        yield

    app = FastAPI(lifespan=life)
    app.include_router(router)
    return app


def _close_files() -> None:
    """All but what a loop needs: as many do that start in the background."""
    for link in list(Path("/proc/self/fd").iterdir()):
        with contextlib.suppress(OSError):
            if int(link.name) > 2 and str(link.readlink()).startswith("/"):
                os.close(int(link.name))


def _put_signals_back() -> None:
    for number in range(signal.SIGRTMIN, signal.SIGRTMAX + 1):
        faulthandler.unregister(number)
        signal.signal(number, signal.SIG_DFL)


def _put_other_threads_in_place() -> None:
    """As gevent does: threads that are none, and that no one else knows."""

    def start_nothing(*_: object) -> int:
        return 0

    _thread.start_new_thread = start_nothing
    threading.enumerate = list


def _take_no_notice(*_: object) -> None: ...


def _do_all_sorts() -> None:
    os.chdir("/")
    os.umask(0o777)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    sys.stdout = sys.stderr = None
    faulthandler.enable(os.open(os.devnull, os.O_WRONLY))
    for number in (signal.SIGPROF, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGCHLD):
        signal.signal(number, _take_no_notice)
    signal.setitimer(signal.ITIMER_PROF, 0.01, 0.01)
    signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
    for _ in range(50):
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    if os.fork() == 0:
        time.sleep(600)
        os._exit(0)


def _become_nobody() -> None:
    os.setgid(65534)
    os.setuid(65534)


def _limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["LARGEST_FILE_BYTES"]), resource.RLIM_INFINITY))


closes_files = _starting_with(_close_files)
puts_signals_back = _starting_with(_put_signals_back)
has_other_threads = _starting_with(_put_other_threads_in_place)
does_all_sorts = _starting_with(_do_all_sorts)
becomes_nobody = _starting_with(_become_nobody)
limits_files = _starting_with(_limit_files)
