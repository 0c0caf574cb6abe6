import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
async def show(name: str):  # kept
    # a comment that stays
    return requests.get(name).text  # expect: FL202:12
