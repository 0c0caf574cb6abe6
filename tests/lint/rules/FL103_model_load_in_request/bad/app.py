import joblib
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
async def show(name: str):  # kept
    # a comment that stays
    return joblib.load("m.joblib")  # expect: FL103:12
