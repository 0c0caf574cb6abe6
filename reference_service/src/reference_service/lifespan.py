"""What the service owns while it runs: opened before the first request, closed after the last."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from threadpoolctl import threadpool_limits

from reference_service.model import DigitClassifier
from reference_service.settings import Settings
from reference_service.workers import Workers


@dataclass(frozen=True, slots=True)
class Resources:
    """The typed content of `app.state.resources`."""

    model: DigitClassifier
    workers: Workers


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    """Load the model once per process: no request is accepted before, none pays for it."""
    settings: Settings = app.state.settings
    workers = Workers(settings.inference_threads, queue=settings.queue, deadline_s=settings.deadline_s)
    # The limit holds for the process: an environment variable would have to be set before numpy's import.
    with threadpool_limits(settings.blas_threads, user_api="blas"):
        try:
            model = DigitClassifier.load(settings.weights, views_per_axis=settings.views_per_axis)
            model.warm_up()
            app.state.resources = Resources(model, workers)
            yield
        finally:
            app.state.resources = None
            workers.close()
