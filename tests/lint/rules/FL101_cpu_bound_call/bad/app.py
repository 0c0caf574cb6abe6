import numpy as np
from fastapi import FastAPI
from helper import product

app = FastAPI()
W = np.ones((1000, 1000))


@app.get("/direct")
async def direct():
    # a comment that stays
    result = W @ W  # expect: FL101:14

    return result.shape


@app.get("/through")
async def through():
    return product(W)  # expect: FL101:12 chain: app.py:19 > helper.py:5
