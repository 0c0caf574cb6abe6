from functools import reduce

import numpy as np
from fastapi import FastAPI
from PIL import Image

app = FastAPI()


def wide(image):
    return image.convert("L").width > 100


@app.post("/a")
async def a(paths: list[str]):
    images = [Image.open(path) for path in paths]  # expect: FL204:15
    arrays = list(map(np.asarray, images))  # expect: FL101:14
    kept = list(filter(wide, images))  # expect: FL101:12
    kept[0].save("kept.png")  # expect: FL101:5
    return len(arrays)


@app.post("/b")
async def b(paths: list[str]):
    images = [Image.open(path) for path in paths]  # expect: FL204:15
    return reduce(lambda width, image: width + wide(image), images, 0)  # expect: FL101:12
