import asyncio
from concurrent.futures import ThreadPoolExecutor
from fastapi import FastAPI

app = FastAPI()
pool = ThreadPoolExecutor()


@app.get("/x")
async def show(name: str):
    return await asyncio.wrap_future(pool.submit(str, name))
