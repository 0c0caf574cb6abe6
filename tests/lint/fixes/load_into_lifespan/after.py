"""A service."""

from contextlib import asynccontextmanager

import joblib
from fastapi import FastAPI
from sentence_transformers import SentenceTransformer


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.model = joblib.load("model.joblib")
    app.state.encoder = SentenceTransformer("small", device="cpu")
    yield


# The application.
app = FastAPI(title="scores", lifespan=lifespan)


@app.get("/score")
async def score(x: float) -> float:
    # the model of last week
    model = app.state.model  # 40 MB
    return float(model.predict([[x]])[0])


@app.get("/embed")
def embed(text: str) -> int:
    encoder = app.state.encoder
    return len(encoder.encode(text))
