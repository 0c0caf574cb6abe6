"""What those who run the service ask it: is it alive, should it be sent requests, how does it do?"""

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from reference_service.deps import ResourcesDep
from reference_service.errors import BusyError
from reference_service.metrics import exposition
from reference_service.schemas import Health, Problem

router = APIRouter(tags=["operations"])


@router.get("/health")
async def health() -> Health:
    """Answer from the loop alone: what is late here is late for everyone."""
    return Health(status="alive")


@router.get("/ready", responses={503: {"model": Problem}})
async def ready(resources: ResourcesDep) -> Health:
    """Say whether to send a request: the model is loaded and answers, the queue has room, the end is not near."""
    if why := resources.why_not_ready:
        raise BusyError(why)
    return Health(status="ready")


@router.get("/metrics", response_class=PlainTextResponse)
def metrics() -> Response:
    """Read files, in one of AnyIO's threads, of which nothing else here makes use."""
    return Response(exposition(), media_type=CONTENT_TYPE_LATEST)
