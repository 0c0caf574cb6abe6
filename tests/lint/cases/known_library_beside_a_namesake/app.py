from fastapi import FastAPI
from tools.search import look

app = FastAPI()


@app.get("/a")
async def a(url: str):
    return look(url)  # expect: FL202:12
