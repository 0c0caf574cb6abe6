import pickle
from fastapi import FastAPI

app = FastAPI()
TABLE = {}


@app.get("/x")
async def show(name: str):  # kept
    # a comment that stays
    return pickle.dumps(TABLE)  # expect: FL104:12
