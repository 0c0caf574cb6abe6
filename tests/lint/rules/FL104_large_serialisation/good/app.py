import json
from fastapi import FastAPI

app = FastAPI()
TABLE = {}


@app.get("/x")
def show():
    return json.dumps(TABLE)
