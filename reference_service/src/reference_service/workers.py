"""The threads in which inference runs, and the route that runs a `def` endpoint in them.

FastAPI runs `def` endpoints in AnyIO's 40 threads, shared with everything else. Forty computing threads are
38 too many on two cores: each waits for the others, and the loop waits for all of them. Here the number of
threads is the number of computations, requests beyond it wait as coroutines, and a thread that is still
computing is still counted.
"""

import asyncio
import contextvars
import functools
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.routing import APIRoute

T = TypeVar("T")


class Workers:
    """A fixed number of threads, first come first served."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="inference")

    async def run(self, work: Callable[[], T]) -> T:
        """Wait for a free thread, then for the work done in it."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._threads, context.run, work)

    def close(self) -> None:
        """Let running work end and drop what has not begun."""
        self._threads.shutdown(cancel_futures=True)


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
    own = inspect.Parameter(
        "_workers", inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[Workers, Depends(workers_of)]
    )
    run.__dict__["__signature__"] = signature.replace(parameters=[*signature.parameters.values(), own])
    return run
