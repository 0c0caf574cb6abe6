"""Inference: `def` endpoints, run in the inference threads.

What these return are bytes made in the thread: a returned dict or model would be encoded on the event loop.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
import orjson
from fastapi import APIRouter, Body, Response
from fastapi.exceptions import RequestValidationError

from reference_service.deps import Resources, ResourcesDep, in_inference_thread
from reference_service.model import BRIGHTEST, SIDE
from reference_service.schemas import A_SEVEN_BYTES, BATCH, DigitImage, Prediction, Predictions, Problem
from reference_service.weights import Matrix

router = APIRouter(
    tags=["predictions"],
    responses={400: {"model": Problem}, 413: {"model": Problem}, 503: {"model": Problem}},
)


@router.post("/predict", response_model=Prediction)
@in_inference_thread
def predict(image: DigitImage, resources: ResourcesDep) -> Response:
    """Read one digit."""
    (probabilities,) = _probabilities(resources, np.array([image.pixels], dtype=np.float32))
    return _json({"digit": probabilities.argmax(), "probabilities": probabilities})


Images = Annotated[
    bytes,
    Body(
        media_type="application/octet-stream",
        min_length=SIDE * SIDE,
        max_length=BATCH * SIDE * SIDE,
        description=f"1 to {BATCH} images; a byte, 0 to {BRIGHTEST}, for each of the {SIDE} × {SIDE} pixels.",
        examples=[A_SEVEN_BYTES.decode()],
    ),
]


@router.post("/predict/batch", response_model=Predictions)
@in_inference_thread
def predict_batch(images: Images, resources: ResourcesDep) -> Response:
    """Read many digits: bytes, since JSON is parsed and checked on the event loop whatever the endpoint is."""
    probabilities = _probabilities(resources, _parsed(images))
    return _json({"digits": probabilities.argmax(axis=1), "probabilities": probabilities})


def _probabilities(resources: Resources, images: Matrix) -> Matrix:
    # Whatever the model gives: an answer that is not what OpenAPI says is a 500, as any bug is.
    answer = np.ascontiguousarray(resources.model.probabilities(images), dtype=np.float32)
    if answer.shape != (len(images), 10) or not np.isfinite(answer).all():
        message = f"expected ten finite probabilities for each of {len(images)} images, found {answer}"
        raise ValueError(message)
    return answer


def _parsed(images: bytes) -> Matrix:
    # Not `np.load`: the header of an .npy file may claim any size, and gets the memory before the data is read.
    pixels = np.frombuffer(images, np.uint8)
    if len(pixels) % (SIDE * SIDE) or pixels.max() > BRIGHTEST:
        message = f"expected images of {SIDE * SIDE} bytes, each from 0 to {BRIGHTEST}"
        raise RequestValidationError([{"type": "images", "loc": ("body",), "msg": message}])
    return np.reshape(pixels, (-1, SIDE, SIDE)).astype(np.float32)


def _json(answer: Mapping[str, Any]) -> Response:
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")
