"""Inference: `def` endpoints, run in the service's own threads by `WorkerRoute`."""

import numpy as np
import orjson
from fastapi import APIRouter, Response

from reference_service.deps import ModelDep
from reference_service.schemas import DigitImage, Prediction, Problem
from reference_service.workers import WorkerRoute

router = APIRouter(tags=["predictions"], route_class=WorkerRoute)


@router.post("/predict", response_model=Prediction, responses={503: {"model": Problem}})
def predict(image: DigitImage, model: ModelDep) -> Response:
    """Read one digit."""
    probabilities = model.probabilities(np.array(image.pixels, dtype=np.float32))
    answer = {"digit": probabilities.argmax(), "probabilities": probabilities}
    # Bytes made here are made in this thread; a returned dict or model would be encoded on the event loop.
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")
