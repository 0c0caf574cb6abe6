import time

import requests
from fastapi import FastAPI
from jinja2 import Template

app = FastAPI()


@app.get("/page")
async def page():
    return Template("Hello").render(name="you")  # expect: FL101:12:medium


@app.get("/silenced")
async def silenced():
    return (
        Template("Hello")  # expect: FL101:9
        .render(name="you")
        .encode()
    )


@app.get("/two")
async def two():
    time.sleep(1), time.sleep(1)  # expect: FL201:5 FL201:20


@app.get("/codes")
async def codes():
    requests.get(requests.get("https://example.org").text)  # expect: FL202:5 FL202:18
