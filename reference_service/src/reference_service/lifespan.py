"""What the service owns while it runs: opened before the first request, closed after the last."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

from fastapi import FastAPI
from threadpoolctl import threadpool_limits

from reference_service.model import DigitClassifier, Model
from reference_service.processes import InProcesses
from reference_service.settings import Settings
from reference_service.workers import Workers


@dataclass(frozen=True, slots=True)
class Resources:
    """The typed content of `app.state.resources`."""

    model: Model
    workers: Workers


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    """Load the model once per process: no request is accepted before, none pays for it."""
    settings: Settings = app.state.settings
    with (
        # Holds for the process: an environment variable would have to be set before numpy's import.
        threadpool_limits(settings.blas_threads, user_api="blas"),
        closing(_open(settings)) as model,
        # Closed before the model: what still computes needs it.
        closing(
            Workers(settings.inference_threads, queue=settings.queue, deadline_s=settings.deadline_s)
        ) as workers,
    ):
        model.warm_up()
        app.state.resources = Resources(model, workers)
        try:
            yield
        finally:
            app.state.resources = None


def _open(settings: Settings) -> Model:
    if settings.inference == "processes":
        return InProcesses(settings)
    return DigitClassifier.load(settings.weights, views_per_axis=settings.views_per_axis)
