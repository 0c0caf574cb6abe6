from contextlib import asynccontextmanager

import joblib
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.model = joblib.load("m.joblib")
    yield
    app.state.model = None


app = FastAPI(lifespan=lifespan)


@app.get("/x")
async def show(request: Request):
    return str(request.app.state.model)
