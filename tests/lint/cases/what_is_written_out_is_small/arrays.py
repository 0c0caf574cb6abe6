import numpy as np
import pandas as pd
import psutil
from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
async def a(xs: list[float]):
    one = np.dot([1, 2, 3], [4, 5, 6])
    two = np.dot(np.array([1.0, 2.0]), np.array([[3.0, 4.0], [5.0, 6.0]]))
    np.linalg.inv([[1, 2], [3, 4]])
    np.array([1, 2]) @ np.array([3, 4])
    np.array(xs) @ np.array([3, 4])  # expect: FL101:5:medium
    np.dot(xs, [1, 2])
    np.matmul(xs, [1, 2])  # expect: FL101:5:medium
    np.matmul(np.ones((4096, 4096)), np.ones((4096, 4096)))  # expect: FL101:5
    np.linalg.svd(np.random.rand(2000, 2000))  # expect: FL101:5
    pd.read_csv("table.csv").groupby("day").agg({"price": "mean"})  # expect: FL101:5
    return one, two, list(psutil.process_iter(["pid", "name"]))  # expect: FL105:22
