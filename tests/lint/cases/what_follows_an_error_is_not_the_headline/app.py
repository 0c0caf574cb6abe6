import time

import requests
from fastapi import FastAPI

app = FastAPI()


def ask():
    while True:
        try:
            return requests.get("https://acme.example")
        except OSError:
            time.sleep(30)


@app.get("/a")
async def a():
    return ask().text  # expect: FL202:12:high chain: app.py:19 > app.py:12


@app.get("/b")
async def b():
    try:
        return 1
    except OSError:
        time.sleep(5)  # expect: FL201:9:medium
