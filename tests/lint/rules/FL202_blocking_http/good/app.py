import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
async def show(url: str):
    async with httpx.AsyncClient() as client:
        return (await client.get(url)).text
