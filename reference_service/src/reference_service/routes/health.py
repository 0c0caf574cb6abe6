"""Is the process alive, and should it be sent requests?"""

from fastapi import APIRouter, Response

from reference_service.deps import ResourcesDep
from reference_service.schemas import Health

router = APIRouter(tags=["health"])


@router.get("/health")
async def health() -> Health:
    """Answer from the loop alone: what is late here is late for everyone."""
    return Health(status="alive")


@router.get("/ready", responses={503: {"model": Health}})
async def ready(resources: ResourcesDep, response: Response) -> Health:
    """Say whether a request sent now would be served: the model is loaded, the queue has room."""
    if resources is None or resources.workers.full:
        response.status_code = 503
        return Health(status="not ready")
    return Health(status="ready")
