from clip.search import look
from fastapi import FastAPI
from whisper import write

app = FastAPI()


@app.get("/write")
async def heard(text: str):
    return write(text)  # expect: FL201:12


@app.get("/look")
async def looked(text: str):
    return look(text)  # expect: FL201:12
