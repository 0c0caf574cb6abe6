import io

import numpy as np
from fastapi import FastAPI
from PIL import Image

app = FastAPI()


@app.post("/convert")
async def convert(data: bytes):
    image = Image.open(io.BytesIO(data)).convert("RGB")  # expect: FL204:13:low FL101:13:medium
    return image.convert("L").size  # expect: FL101:12:low


@app.post("/array")
async def array(data: bytes):
    image = Image.open(io.BytesIO(data))  # expect: FL204:13:low
    pixels = np.array(image)  # expect: FL101:14:medium
    return pixels.shape, np.array(image.resize((8, 8)))  # expect: FL101:26:low FL101:35:medium


@app.post("/either")
async def either(data: bytes):
    image = Image.open(io.BytesIO(data))  # expect: FL204:13:low
    if image.mode == "RGBA":
        image = image.convert("RGB")  # expect: FL101:17:medium
    return np.asarray(image)  # expect: FL101:12:medium


@app.post("/size")
async def size(data: bytes):
    return Image.open(io.BytesIO(data)).size  # expect: FL204:12:low


@app.post("/annotated")
async def annotated(image: Image.Image):
    return image.convert("L")  # expect: FL101:12:low
