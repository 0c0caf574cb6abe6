import json

import orjson
from fastapi import FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse, ORJSONResponse
from pydantic import BaseModel
from sentence_transformers import SentenceTransformer

app = FastAPI()
model = SentenceTransformer("m")


class Rows(BaseModel):
    rows: list[list[float]]


@app.get("/typed")
def typed(text: str) -> dict[str, list[float]]:
    return {"row": model.encode(text).tolist()}


@app.get("/modelled", response_model=Rows)
def modelled(text: str):
    return {"rows": model.encode(text).tolist()}


@app.get("/bytes")
def encoded(text: str):
    return Response(orjson.dumps(model.encode(text).tolist()))


@app.get("/own")
def own(text: str):
    return JSONResponse(model.encode(text).tolist())


@app.get("/small")
def small():
    return {"status": "ok"}


@app.get("/page", response_class=HTMLResponse)
def page() -> str:
    with open("table.json") as source:
        return str(len(json.load(source)))


def helper(text: str):
    return model.encode(text).tolist()


@app.get("/fast", response_class=ORJSONResponse)
def fast(text: str) -> list[float]:
    return model.encode(text).tolist()
