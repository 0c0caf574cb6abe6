import asyncio
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
async def show():
    await asyncio.sleep(1)
