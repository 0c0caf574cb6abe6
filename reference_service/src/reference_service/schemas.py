"""The bodies of requests and answers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from reference_service.model import BRIGHTEST, SIDE

Pixel = Annotated[float, Field(ge=0, le=BRIGHTEST, allow_inf_nan=False)]
Row = Annotated[list[Pixel], Field(min_length=SIDE, max_length=SIDE)]

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


class DigitImage(BaseModel):
    """An 8 × 8 image of one handwritten digit."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [A_SEVEN]})

    pixels: Annotated[
        list[Row], Field(min_length=SIDE, max_length=SIDE, description="Rows, top first; 16 is ink.")
    ]


class Prediction(BaseModel):
    """The digit that was read, and how sure the model is of each."""

    digit: Annotated[int, Field(ge=0, le=9)]
    probabilities: Annotated[list[float], Field(min_length=10, max_length=10)]


class Problem(BaseModel):
    """Why a request was not served."""

    detail: str


class Health(BaseModel):
    """The state of the process."""

    status: str
