import time
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request


class Service:
    def run(self):
        time.sleep(1)


@asynccontextmanager
async def lifespan(app):
    app.state.one = Service()
    yield {"two": Service()}


app = FastAPI(lifespan=lifespan)


@app.get("/a")
async def a(request: Request):
    request.app.state.one.run()  # expect: FL201:5
    request.state.two.run()  # expect: FL201:5
