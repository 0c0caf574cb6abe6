import acme.flat
import acme.one as one
from acme.four.mod import slowest
from acme.one import slow
from acme.two.slow import slower
from fastapi import FastAPI
from google.cloud.storage import theirs
from plain.slow import plainly

app = FastAPI()


@app.get("/a")
async def a():
    one.slow()  # expect: FL201:5
    slow()  # expect: FL201:5
    slower()  # expect: FL201:5
    acme.flat.slow()  # expect: FL201:5
    plainly()  # expect: FL201:5
    slowest()  # expect: FL201:5
    theirs()
