import pickle
from fastapi import FastAPI

app = FastAPI()
TABLE = {}


@app.get("/x")
def show():
    return pickle.dumps(TABLE)
