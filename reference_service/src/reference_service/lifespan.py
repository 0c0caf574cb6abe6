"""What the service owns while it runs: opened before the first request, closed after the last."""

import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing, nullcontext

from fastapi import FastAPI
from threadpoolctl import threadpool_limits

from reference_service.deps import Resources
from reference_service.model import OpenModel
from reference_service.optional.drain import drain_first
from reference_service.optional.processes import ModelProcesses
from reference_service.settings import Settings
from reference_service.threads import InferenceThreads, step_back


@asynccontextmanager
async def lifespan(app: FastAPI, settings: Settings, open_model: OpenModel) -> AsyncGenerator[None, None]:
    """Load the model once per process: no request is accepted before, none pays for it."""
    in_processes = settings.inference == "processes"
    with (
        # Holds for the process: an environment variable would have to be set before numpy's import.
        threadpool_limits(settings.blas_threads, user_api="blas"),
        closing(ModelProcesses(settings, open_model))
        if in_processes
        else nullcontext(open_model(settings)) as model,
        # Closed before the model: what still computes needs it.
        closing(
            InferenceThreads(
                settings.inference_threads,
                queue=settings.queue,
                deadline_s=settings.deadline_s,
                initializer=None if in_processes else step_back,  # a thread that waits needs no core for long
            )
        ) as threads,
    ):
        app.state.resources = resources = Resources(model, threads)
        if isinstance(model, ModelProcesses):
            resources.is_loaded = model.are_loaded
        drain_first(resources, settings.drain_s)
        # What was made until now stays: a full collection need not look at it, again and again, on the loop.
        gc.freeze()
        yield
        app.state.resources = None
