"""The threads in which inference runs: as many as computations, with a bounded queue before them.

FastAPI runs `def` endpoints in AnyIO's 40 threads, shared with everything else. Forty computing threads are
38 too many on two cores: each waits for the others, and the loop waits for all of them. Here requests wait as
coroutines, and a thread whose caller has given up still counts until it is done. AnyIO's own limiter would
forget it at once.
"""

import asyncio
import contextvars
import os
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from reference_service.errors import BusyError
from reference_service.metrics import UNFINISHED, WAITED_FOR

T = TypeVar("T")

NICENESS = 10
"""What the shell's `nice` adds by default."""


def step_back() -> None:
    """Let the event loop go first: from now on this thread, and any that it starts, has the lower priority."""
    if sys.platform == "linux":  # elsewhere it would be the whole process
        os.nice(NICENESS)


def contained(work: Callable[[], T]) -> T:
    """Do the work; an error that is no error, such as `SystemExit`, would stop the loop, or never reach who waits."""
    try:
        return work()
    except BaseException as error:
        if isinstance(error, Exception) and not isinstance(error, StopIteration | CancelledError):
            raise
        raise RuntimeError(f"{type(error).__name__}: {error}") from error


class InferenceThreads:
    """A fixed number of threads, first come first served, with a bounded queue and a deadline in seconds.

    A caller waits no longer than the deadline, from the moment it asked. Work that has not begun by then never
    does; work that has begun cannot be stopped, and keeps its place until it is done. The same holds when the caller
    is cancelled. A client that hangs up cancels nothing: its work is done, then dropped.
    """

    def __init__(
        self,
        threads: int,
        *,
        queue: int,
        deadline_s: float,
        initializer: Callable[[], None] | None = None,
    ) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="inference", initializer=initializer)
        self._room = threads + queue
        self._deadline_s = deadline_s
        self._unfinished: set[Future[Any]] = set()
        self._waited_for = 0

    @property
    def full(self) -> bool:
        """Whether the next request would be turned away."""
        return len(self._unfinished) >= self._room

    @property
    def stuck(self) -> bool:
        """Whether every thread is busy with work that its caller has given up."""
        return len(self._unfinished) - self._waited_for >= self._threads

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread and wait for it; raise `BusyError` when the queue is full or time is up."""
        if self.full:
            raise BusyError("the queue is full")
        job = self._pool.submit(contextvars.copy_context().run, contained, work)
        self._unfinished.add(job)
        UNFINISHED.inc()
        job.add_done_callback(self._finish)
        answer = asyncio.wrap_future(job)
        self._waited_for += 1
        try:
            with WAITED_FOR.track_inprogress():
                await asyncio.wait({answer}, timeout=self._deadline_s)
            if not answer.done():
                raise BusyError(f"no answer within {self._deadline_s:g} s")
            return answer.result()
        finally:
            job.cancel()  # does nothing to work that has begun
            answer.cancel()
            self._waited_for -= 1

    def close(self) -> None:
        """Let running work end and drop what has not begun."""
        self._pool.shutdown(cancel_futures=True)

    def _finish(self, job: "Future[Any]") -> None:
        self._unfinished.discard(job)
        UNFINISHED.dec()
