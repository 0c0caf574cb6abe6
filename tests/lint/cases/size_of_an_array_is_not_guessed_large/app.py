import numpy as np
from fastapi import FastAPI

app = FastAPI()


@app.post("/rank")
async def rank(scores: list[float]):
    likely = 1 / (1 + np.exp(-np.array(scores)))
    best = np.argsort(likely)[::-1]
    return {"best": int(np.clip(best, 0, 10)[0])}


@app.post("/factor")
async def factor(rows: list[list[float]]):
    return float(np.linalg.svd(np.array(rows))[1][0])  # expect: FL101:18:low
