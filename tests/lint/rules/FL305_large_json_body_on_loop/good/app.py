from typing import Annotated

from fastapi import Depends, FastAPI, Request, UploadFile
from pydantic import BaseModel

app = FastAPI()


class Sample(BaseModel):
    features: list[float]
    names: list[list[str]]


class Answer(BaseModel):
    rows: list[list[float]]


def weights() -> list[list[float]]:
    return []


@app.post("/one")
def one(sample: Sample, weights: Annotated[list[list[float]], Depends(weights)]) -> int:
    return len(sample.features) + len(weights)


@app.post("/file")
def file(upload: UploadFile) -> Answer:
    return Answer(rows=[[float(len(upload.file.read()))]])


@app.post("/raw")
async def raw(request: Request) -> int:
    return len(await request.body())


def helper(rows: list[list[float]]) -> int:
    return len(rows)


class Prompt(BaseModel):
    prompt: str | list[str] | list[list[int]]
    limits: dict[str, list[float]] = {}


@app.post("/prompt")
def prompt(asked: Prompt) -> int:
    return len(asked.prompt)
