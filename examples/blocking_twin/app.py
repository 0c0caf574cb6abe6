"""Wrong on purpose: `async def` around work that never awaits, so that each request holds the event loop.

    freeloop audit blocking_twin.app:app --app-dir examples

The model is loaded in the lifespan, as it should be. The `async` of `predict` and `model_card` is what is
wrong: take both away and FastAPI runs them in threads.
"""

import gc
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import requests
from blocking_twin.inference import classify
from blocking_twin.settings import BUILT_IN_CARD, Settings
from fastapi import FastAPI, Request
from reference_service.model import DigitClassifier
from reference_service.schemas import DigitImage, Health, Prediction
from reference_service.settings import Settings as ModelSettings
from threadpoolctl import threadpool_limits

settings = Settings()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None, None]:
    model = ModelSettings()
    with threadpool_limits(model.blas_threads, user_api="blas"):
        app.state.model = DigitClassifier.load(model.weights, views_per_axis=model.views_per_axis)
        gc.collect()
        gc.freeze()  # A full collection of what start-up made would hold the loop for some 40 ms.
        yield


app = FastAPI(title="Blocking twin", lifespan=lifespan)


@app.get("/health")
async def health() -> Health:
    return Health(status="alive")


@app.post("/predict")
async def predict(image: DigitImage, request: Request) -> Prediction:
    model: DigitClassifier = request.app.state.model
    return classify(model, image)  # WRONG: 30 ms of matrix products two calls down; nobody else is served meanwhile.


@app.get("/model-card")
async def model_card() -> dict[str, str]:
    for attempt in range(2):
        try:
            # WRONG: a client that waits by blocking. With a slow peer the loop is held for the whole timeout.
            card: dict[str, str] = requests.get(settings.card_url, timeout=settings.timeout_s).json()
        except requests.RequestException:
            if attempt == 0:
                time.sleep(settings.retry_after_s)  # WRONG: sleeps on the loop; `asyncio.sleep` would let it run.
        else:
            return card
    return BUILT_IN_CARD
