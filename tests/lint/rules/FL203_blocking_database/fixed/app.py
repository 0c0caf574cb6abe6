import sqlite3
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
def show(name: str):  # kept
    # a comment that stays
    return sqlite3.connect(name)  # expect: FL203:12
