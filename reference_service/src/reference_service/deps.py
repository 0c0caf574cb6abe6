"""What endpoints ask for, and where those that compute run."""

import functools
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from reference_service.errors import BusyError
from reference_service.lifespan import Resources

T = TypeVar("T")


async def _resources(request: Request) -> Resources:  # `async`: a mere look-up needs no thread
    resources: Resources | None = request.app.state.resources
    if resources is None:
        raise BusyError("the model is not loaded")
    return resources


ResourcesDep = Annotated[Resources, Depends(_resources)]


def in_workers(endpoint: Callable[..., T]) -> Callable[..., Awaitable[T]]:
    """Run a `def` endpoint, which must ask for `resources`, in the service's own threads and not in AnyIO's."""

    @functools.wraps(endpoint)
    async def run(*, resources: Resources, **arguments: object) -> T:
        return await resources.workers.run(functools.partial(endpoint, resources=resources, **arguments))

    return run
