import sqlite3
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
def show(name: str):
    return sqlite3.connect(name).execute("select 1").fetchall()
