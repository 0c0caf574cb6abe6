"""The threads in which inference runs, and the route that runs a `def` endpoint in them.

FastAPI runs `def` endpoints in AnyIO's 40 threads, shared with everything else. Forty computing threads are
38 too many on two cores: each waits for the others, and the loop waits for all of them. Here there are as
many threads as computations, a bounded number of requests wait for them as coroutines, and a thread whose
caller has given up still counts until it is done. AnyIO's own limiter would forget it at once.
"""

import asyncio
import contextvars
import functools
import inspect
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from reference_service.metrics import UNFINISHED, WAITED_FOR

T = TypeVar("T")


class BusyError(Exception):
    """The work cannot be done in time; the sender may try again."""


class Workers:
    """A fixed number of threads, first come first served, with a bounded queue and a deadline in seconds.

    A caller waits no longer than the deadline, from the moment it asked. Work that has not begun by then never
    does; work that has begun cannot be stopped and is counted as `abandoned` while it goes on. The same holds
    when the caller is cancelled. A client that hangs up cancels nothing: its work is done, then dropped.
    """

    def __init__(self, threads: int, *, queue: int, deadline_s: float) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="inference")
        self._room = threads + queue
        self._deadline_s = deadline_s
        self._lock = threading.Lock()
        self._unfinished = 0
        self._waited_for = 0

    @property
    def full(self) -> bool:
        """Whether the next request would be turned away."""
        return self._unfinished >= self._room

    @property
    def abandoned(self) -> int:
        """Threads that compute an answer which nobody waits for any more."""
        return max(0, self._unfinished - self._waited_for)

    async def run(self, work: Callable[[], T]) -> T:
        """Do the work in a thread and wait for it; raise `BusyError` when the queue is full or time is up."""
        if self.full:
            raise BusyError("the queue is full")
        self._count(unfinished=1, waited_for=1)
        job = self._pool.submit(contextvars.copy_context().run, work)
        job.add_done_callback(self._finish)
        answer = asyncio.wrap_future(job)
        try:
            await asyncio.wait({answer}, timeout=self._deadline_s)
            if not answer.done():
                raise BusyError(f"no answer within {self._deadline_s:g} s")
            return answer.result()
        finally:
            job.cancel()  # does nothing to work that has begun
            answer.cancel()
            self._count(waited_for=-1)

    def close(self) -> None:
        """Let running work end and drop what has not begun."""
        self._pool.shutdown(cancel_futures=True)

    def _finish(self, _: "Future[Any]") -> None:
        self._count(unfinished=-1)

    def _count(self, *, unfinished: int = 0, waited_for: int = 0) -> None:
        with self._lock:
            self._unfinished += unfinished
            self._waited_for += waited_for
        UNFINISHED.inc(unfinished)
        WAITED_FOR.inc(waited_for)


async def workers_of(request: Request) -> Workers:
    """Find the workers that the lifespan opened."""
    workers: Workers = request.app.state.resources.workers
    return workers


class WorkerRoute(APIRoute):
    """A route whose `def` endpoint runs in the service's workers; an `async def` one is left as it is."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - APIRoute's own
        """Take what `APIRoute` takes."""
        if not inspect.iscoroutinefunction(endpoint):
            endpoint = _in_workers(endpoint)
        super().__init__(path, endpoint, **options)


def _in_workers(endpoint: Callable[..., T]) -> Callable[..., Any]:
    @functools.wraps(endpoint)
    async def run(*, _workers: Workers, **arguments: object) -> T:
        return await _workers.run(functools.partial(endpoint, **arguments))

    # FastAPI fills in what the signature names: the endpoint's parameters, and the workers to run it in.
    signature = inspect.signature(endpoint)
    annotation = Annotated[Workers, Depends(workers_of)]
    own = inspect.Parameter("_workers", inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
    run.__dict__["__signature__"] = signature.replace(parameters=[*signature.parameters.values(), own])
    return run
