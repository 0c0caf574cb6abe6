"""What endpoints ask for. `async def`, so that FastAPI does not send a mere look-up to a thread."""

from typing import Annotated

from fastapi import Depends, Request

from reference_service.lifespan import Resources
from reference_service.model import Model


async def _resources(request: Request) -> Resources | None:
    resources: Resources | None = getattr(request.app.state, "resources", None)
    return resources


async def _model(request: Request) -> Model:
    model: Model = request.app.state.resources.model
    return model


ResourcesDep = Annotated[Resources | None, Depends(_resources)]
ModelDep = Annotated[Model, Depends(_model)]
