import time

import requests
from fastapi import Depends, FastAPI

app = FastAPI()


def fetch():
    time.sleep(1)
    return requests.Session()


def settings():
    return fetch()


@app.get("/a")
async def at_import(session=fetch(), now=time.sleep(1)):
    return session.get("https://example.com")  # expect: FL202:12


def through(session=fetch()):
    return session


@app.get("/b")
async def by_a_call():
    return through()


@app.get("/c")
async def in_the_request():
    def inner(session=fetch()):  # expect: FL201:23
        return session

    return inner


@app.get("/d")
async def injected(session=Depends(settings)):
    return session.get("https://example.com")  # expect: FL202:12
