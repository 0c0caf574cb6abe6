"""The app. `uvicorn reference_service.main:app` serves it; nothing is loaded before the lifespan begins."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError

from reference_service.body_limit import BodyLimit
from reference_service.envelope import Envelope
from reference_service.errors import unprocessable
from reference_service.lifespan import lifespan
from reference_service.model import OpenModel, open_model
from reference_service.routes import operations, predictions
from reference_service.settings import Settings


def create_app(settings: Settings, open_model: OpenModel = open_model) -> FastAPI:
    """Make an app that owns nothing yet: its lifespan opens what the settings name."""
    app = FastAPI(
        title="Digits",
        summary="Reads handwritten digits.",
        version="0.1.0",
        lifespan=lambda app: lifespan(app, settings, open_model),
        exception_handlers={RequestValidationError: unprocessable},
        docs_url="/docs" if settings.docs else None,
        redoc_url=None,
        redirect_slashes=False,  # to where the Host header says
    )
    app.state.resources = None
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(Envelope)
    app.include_router(operations.router)
    app.include_router(predictions.router)
    return app


app = create_app(Settings())
