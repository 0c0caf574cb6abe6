import asyncio
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
async def show(name: str):
    process = await asyncio.create_subprocess_exec(name)
    await process.wait()
