from typing import Annotated

import requests
from fastapi import Depends, FastAPI, Request
from services import Api, get_session, models, service

app = FastAPI()
Session = Annotated[requests.Session, Depends(get_session)]


@app.get("/global")
async def global_(request: Request):
    service.fetch()  # expect: FL202:5
    models["a"].get("x")  # expect: FL202:5
    request.app.state.client.get("x")  # expect: FL202:5


@app.get("/depends")
async def depends(a: Session, b=Depends(get_session), c: Api = Depends()):
    a.get("x")  # expect: FL202:5
    b.get("x")  # expect: FL202:5
    c.fetch()  # expect: FL202:5


@app.get("/annotated")
async def annotated():
    def inner(client: requests.Session, clients: list[requests.Session], maybe: requests.Session | None):
        client.get("x")
        clients[0].get("x")
        maybe.get("x")

    inner(None, None, None)  # expect: FL202:5
    for client in [requests.Session()]:
        client.get("x")  # expect: FL202:9
    with requests.Session() as session:
        session.get("x")  # expect: FL202:9


@app.on_event("startup")
async def start():
    app.state.client = requests.Session()
