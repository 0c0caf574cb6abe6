import json

import pandas as pd
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse, ORJSONResponse
from sentence_transformers import SentenceTransformer

app = FastAPI()
router = APIRouter(prefix="/v1")
model = SentenceTransformer("m")


@app.get("/pool")
def pool(text: str):  # expect: FL304:1:medium
    return {"rows": model.encode(text).tolist()}


@app.get("/explicit", response_model=None)
def explicit(text: str) -> dict[str, list[float]]:  # expect: FL304:1:medium
    return {"row": model.encode(text).tolist()}


@router.get("/file")
def file():  # expect: FL304:1:medium
    with open("table.json") as source:
        return json.load(source)


@router.get("/named", response_class=JSONResponse)
def named(text: str) -> list[float]:  # expect: FL304:1:medium
    return model.encode(text).tolist()


@app.get("/untyped", response_class=ORJSONResponse)
def untyped(text: str):  # expect: FL304:1:medium
    return model.encode(text).tolist()


def added():  # expect: FL304:1:medium
    return pd.DataFrame({"a": [1]}).to_dict("records")


app.add_api_route("/added", added)
app.include_router(router)
