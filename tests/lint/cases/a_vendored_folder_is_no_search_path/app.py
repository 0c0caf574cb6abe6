import requests
import torch
from fastapi import FastAPI
from integrations.requests.client import fetch
from synthesis.voice import Voice

app = FastAPI()
voice = Voice()


@app.get("/load")
async def load(path: str):
    return torch.load(path)  # expect: FL103:12


@app.get("/fetch")
async def both(url: str):
    fetch(url)
    return requests.get(url)  # expect: FL202:12


@app.get("/speak")
async def speak(text: str):
    return voice.speak(text)  # expect: FL102:12
