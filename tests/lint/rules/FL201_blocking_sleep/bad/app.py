import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
async def show(name: str):  # kept
    # a comment that stays
    return time.sleep(1)  # expect: FL201:12
