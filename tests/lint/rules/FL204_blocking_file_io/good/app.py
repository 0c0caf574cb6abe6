import asyncio
import shutil
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
async def show(name: str):
    await asyncio.to_thread(shutil.rmtree, name)
