import gc

from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
def a():
    return gc.collect()  # expect: FL301:12
