import re

from fastapi import FastAPI
from helper import search  # a project function of the same name

app = FastAPI()


@app.get("/a")
async def a(text: str):
    return re.search("x", text)


@app.get("/b")
async def b(text: str):
    return search(text)  # expect: FL201:12
