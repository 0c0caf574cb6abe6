"""The bodies of requests and answers."""

from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from reference_service.model import BRIGHTEST, SIDE

Pixel = Annotated[float, Field(strict=True, ge=0, le=BRIGHTEST, allow_inf_nan=False)]
Row = Annotated[list[Pixel], Field(min_length=SIDE, max_length=SIDE)]
Digit = Annotated[int, Field(ge=0, le=9)]
Probabilities = Annotated[list[float], Field(min_length=10, max_length=10)]

A_SEVEN: JsonDict = {
    "pixels": [
        [0, 0, 7, 8, 13, 16, 15, 1],
        [0, 0, 7, 7, 4, 11, 12, 0],
        [0, 0, 0, 0, 8, 13, 1, 0],
        [0, 4, 8, 8, 15, 15, 6, 0],
        [0, 2, 11, 15, 15, 4, 0, 0],
        [0, 0, 0, 16, 5, 0, 0, 0],
        [0, 0, 9, 15, 1, 0, 0, 0],
        [0, 0, 13, 5, 0, 0, 0, 0],
    ]
}

A_SEVEN_BYTES = np.array(A_SEVEN["pixels"], dtype=np.uint8).tobytes()

BATCH = 64
"""Images in one batch, at most: they take one thread about two seconds, well within the deadline."""


class DigitImage(BaseModel):
    """An 8 × 8 image of one handwritten digit."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [A_SEVEN]})

    pixels: Annotated[
        list[Row], Field(min_length=SIDE, max_length=SIDE, description="Rows, top first; 16 is ink.")
    ]


class Prediction(BaseModel):
    """The digit that was read, and how sure the model is of each."""

    digit: Digit
    probabilities: Probabilities


class Predictions(BaseModel):
    """The digit that was read in each image of a batch, and how sure the model is of each."""

    digits: list[Digit]
    probabilities: list[Probabilities]


class Problem(BaseModel):
    """Why a request was not served."""

    detail: str


class Health(BaseModel):
    """The state of the process."""

    status: str
