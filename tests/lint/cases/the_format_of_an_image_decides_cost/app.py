import io
import os
from pathlib import Path

import cv2
import numpy as np
from fastapi import FastAPI
from PIL import Image

app = FastAPI()


@app.get("/write")
async def write(name: str, data: bytes, kind: str):
    image = Image.fromarray(np.frombuffer(data))  # expect: FL101:13:low
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")  # expect: FL101:5:high
    image.save(buffer, "png")  # expect: FL101:5:high
    image.save(buffer, format="JPEG")  # expect: FL101:5:medium
    image.save(buffer, format=kind)  # expect: FL101:5:medium
    image.save(f"{name}.png")  # expect: FL101:5:high
    image.save(os.path.join("images", name + ".PNG"))  # expect: FL101:5:high
    image.save(Path("images") / f"{name}.webp")  # expect: FL101:5:high
    image.save(f"{name}.{kind}")  # expect: FL101:5:medium
    image.save(f"{name}.png.jpg")  # expect: FL101:5:medium
    with open("a.png", "wb") as file:  # expect: FL204:10:low
        image.save(file)  # expect: FL101:9:medium
    image.save(open("a.png", "wb"))  # expect: FL101:5:high FL204:16:low
    cv2.imencode(".png", data)  # expect: FL101:5:high
    cv2.imencode(".jpg", data)  # expect: FL101:5:medium
    cv2.imwrite(str(Path(name) / "a.webp"), data)  # expect: FL101:5:high
