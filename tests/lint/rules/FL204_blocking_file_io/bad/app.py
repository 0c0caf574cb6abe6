import shutil
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
async def show(name: str):  # kept
    # a comment that stays
    return shutil.rmtree(name)  # expect: FL204:12
