"""What endpoints ask for, and where those that compute run."""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from reference_service.errors import BusyError
from reference_service.model import Model
from reference_service.threads import InferenceThreads

T = TypeVar("T")


@dataclass(slots=True)
class Resources:
    """The typed content of `app.state.resources`."""

    model: Model
    threads: InferenceThreads
    is_loaded: Callable[[], bool] = lambda: True
    """Whether the model can answer at all: model processes may be dead."""
    draining: bool = False
    """Whether the end is near: `/ready` says no, and every answer closes its connection."""

    @property
    def why_not_ready(self) -> str | None:
        """What the next request would meet, or None if it would be served."""
        if self.draining:
            return "draining"
        if not self.is_loaded():
            return "the model is not loaded"
        if self.threads.stuck:
            return "the model does not answer"
        return "the queue is full" if self.threads.full else None


async def _resources(request: Request) -> Resources:  # `async`: a mere look-up needs no thread
    resources: Resources | None = request.app.state.resources
    if resources is None:
        raise BusyError("the model is not loaded")
    return resources


ResourcesDep = Annotated[Resources, Depends(_resources)]


def in_inference_thread(endpoint: Callable[..., T]) -> Callable[..., Awaitable[T]]:
    """Run a `def` endpoint, which must ask for `resources`, in an inference thread, and not in one of AnyIO's."""

    @functools.wraps(endpoint)
    async def run(*, resources: Resources, **arguments: object) -> T:
        return await resources.threads.run(functools.partial(endpoint, resources=resources, **arguments))

    return run
