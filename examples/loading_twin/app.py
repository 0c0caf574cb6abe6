"""Wrong on purpose: the model is loaded in the request handler, each time, on the event loop.

    freeloop audit loading_twin.app:app --app-dir examples

Load it once in the lifespan instead, as `reference_service/lifespan.py` does, and make `predict` a `def`.
"""

import numpy as np
from fastapi import FastAPI
from reference_service.model import DigitClassifier
from reference_service.schemas import DigitImage, Health, Prediction
from reference_service.settings import Settings

settings = Settings()
app = FastAPI(title="Loading twin")


@app.get("/health")
async def health() -> Health:
    return Health(status="alive")


@app.post("/predict")
async def predict(image: DigitImage) -> Prediction:
    # WRONG: every request checks and maps the files anew, while every other request waits.
    model = DigitClassifier.load(settings.weights, views_per_axis=settings.views_per_axis)
    (probabilities,) = model.probabilities(np.array([image.pixels], dtype=np.float32))  # WRONG: and then the maths.
    return Prediction(digit=int(probabilities.argmax()), probabilities=probabilities.tolist())
