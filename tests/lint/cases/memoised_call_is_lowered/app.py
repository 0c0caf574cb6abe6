import time
from functools import lru_cache

from fastapi import FastAPI

app = FastAPI()


@lru_cache
def settings():
    time.sleep(0.5)
    return {}


@app.get("/a")
async def a():
    return settings()  # expect: FL201:12:medium
