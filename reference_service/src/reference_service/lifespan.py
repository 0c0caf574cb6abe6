"""What the service owns while it runs: opened before the first request, closed after the last."""

import asyncio
import gc
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing, nullcontext
from dataclasses import dataclass
from types import FrameType

from fastapi import FastAPI
from threadpoolctl import threadpool_limits

from reference_service.metrics import forget_the_dead
from reference_service.model import Model, OpenModel
from reference_service.optional.processes import InProcesses
from reference_service.settings import Settings
from reference_service.workers import Workers


@dataclass(slots=True)
class Resources:
    """The typed content of `app.state.resources`."""

    model: Model
    workers: Workers
    draining: bool = False
    """Whether the end is near: `/ready` says no, and every answer closes its connection."""

    @property
    def why_not_ready(self) -> str | None:
        """What the next request would meet, or None if it would be served."""
        if self.draining:
            return "draining"
        if isinstance(self.model, InProcesses) and not self.model.loaded:
            return "the model is not loaded"
        return "the queue is full" if self.workers.full else None


@asynccontextmanager
async def lifespan(app: FastAPI, settings: Settings, open_model: OpenModel) -> AsyncGenerator[None, None]:
    """Load the model once per process: no request is accepted before, none pays for it."""
    forget_the_dead()
    with (
        # Holds for the process: an environment variable would have to be set before numpy's import.
        threadpool_limits(settings.blas_threads, user_api="blas"),
        closing(InProcesses(settings, open_model))
        if settings.inference == "processes"
        else nullcontext(open_model(settings)) as model,
        # Closed before the model: what still computes needs it.
        closing(
            Workers(settings.inference_threads, queue=settings.queue, deadline_s=settings.deadline_s)
        ) as workers,
    ):
        app.state.resources = Resources(model, workers)
        drain_first(app.state.resources, settings.drain_s)
        # What was made until now stays: a full collection need not look at it, again and again, on the loop.
        gc.freeze()
        yield
        app.state.resources = None


def drain_first(resources: Resources, drain_s: float) -> None:
    """Have the server hear of SIGTERM so many seconds late, and meanwhile be served, but not ready.

    At once it would stop to accept connections, while a load balancer that has not asked `/ready` still sends them.
    """
    loop, stop = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)
    if not (drain_s and callable(stop)):
        return

    def drain(number: int, frame: FrameType | None) -> None:
        resources.draining = True
        loop.call_soon_threadsafe(loop.call_later, drain_s, stop, number, frame)

    signal.signal(signal.SIGTERM, drain)
