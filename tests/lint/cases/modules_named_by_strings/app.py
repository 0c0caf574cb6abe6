import importlib
import os

from fastapi import FastAPI

app = FastAPI()
backend = importlib.import_module(os.getenv("BACKEND", "backends.slow"))
runner = getattr(backend, "Runner")()


@app.get("/a")
async def a():
    runner.run()  # expect: FL201:5
