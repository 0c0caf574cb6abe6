from typing import Annotated

from fastapi import Body, FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Batch(BaseModel):
    name: str
    rows: list[list[float]] = Field(min_length=1)


class Job(BaseModel):
    batch: Batch


@app.post("/predict")
def predict(batch: Batch) -> int:  # expect: FL305:1:medium
    return len(batch.rows)


@app.post("/job")
async def job(job: Job) -> int:  # expect: FL305:1:medium
    return len(job.batch.rows)


@app.post("/plain")
def plain(image: list[list[list[int]]]) -> int:  # expect: FL305:1:medium
    return len(image)


@app.post("/embedded")
def embedded(rows: Annotated[list[list[float]], Body(embed=True)]) -> int:  # expect: FL305:1:medium
    return len(rows)
