import io
from pathlib import Path

import torch
from fastapi import FastAPI

app = FastAPI()


@app.post("/voices")
async def voices(voice: torch.Tensor, name: str):
    buffer = io.BytesIO()
    torch.save(voice, buffer)  # expect: FL101:5:medium
    torch.save(voice, f=io.BytesIO())  # expect: FL101:5:medium
    torch.save(voice, name)  # expect: FL204:5:medium
    torch.save(voice, Path(name))  # expect: FL204:5:medium
    return buffer.getvalue()
