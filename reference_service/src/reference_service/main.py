"""The app. `uvicorn reference_service.main:app` serves it; nothing is loaded before the lifespan begins."""

from fastapi import FastAPI

from reference_service.envelope import Envelope
from reference_service.errors import handle_errors
from reference_service.lifespan import lifespan
from reference_service.routes import health, predictions
from reference_service.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Make an app that owns nothing yet: its lifespan opens what the settings name."""
    app = FastAPI(title="Digits", summary="Reads handwritten digits.", version="0.1.0", lifespan=lifespan)
    app.state.settings = settings
    app.add_middleware(Envelope, max_body_bytes=settings.max_body_bytes)
    handle_errors(app)
    app.include_router(health.router)
    app.include_router(predictions.router)
    return app


app = create_app(Settings.from_environment())
