import imageio
import pdfplumber
from fastapi import FastAPI, UploadFile

app = FastAPI()


def first_frame(data):
    return imageio.imread(data)


def normalised(data):
    if b"GIF" in data[:32]:
        return first_frame(data)
    else:
        return data


def in_place(data):
    if data.startswith(b"GIF8"):
        data = first_frame(data)
    return data


def chosen(data):
    if data[:4] == b"%PDF":
        return pdfplumber.open(data)
    else:
        return first_frame(data)


@app.post("/odd")
async def odd(file: UploadFile):
    data = await file.read()
    data = normalised(data)
    return len(in_place(data))


@app.post("/either")
async def either(file: UploadFile):
    data = await file.read()
    return chosen(data)  # expect: FL101:12
