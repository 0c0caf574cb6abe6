import ssl
from contextlib import asynccontextmanager

import anthropic
import httpx
from elasticsearch import AsyncElasticsearch
from fastapi import Depends, FastAPI, Request
from openai import AsyncOpenAI, OpenAI


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with httpx.AsyncClient() as client:
        app.state.client = client
        app.state.openai = AsyncOpenAI(http_client=client)
        yield


app = FastAPI(lifespan=lifespan)


@app.get("/each-time")
async def each_time(url: str):
    async with httpx.AsyncClient(timeout=3) as client:  # expect: FL103:16:high
        return (await client.get(url)).text


@app.get("/kept")
async def kept(url: str, request: Request):
    return (await request.app.state.client.get(url)).text


@app.get("/no-certificates")
async def no_certificates(url: str):
    async with httpx.AsyncClient(verify=False) as client:
        return (await client.get(url)).text


@app.get("/own-transport")
async def own_transport(url: str):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        return (await client.get(url)).text


@app.get("/own-client")
async def own_client(request: Request):
    answers = AsyncOpenAI(http_client=request.app.state.client)
    return await answers.responses.create(model="m", input="")


def for_each():
    return anthropic.AsyncAnthropic()  # expect: FL103:12:medium


@app.get("/in-the-pool")
async def in_the_pool(client: anthropic.AsyncAnthropic = Depends(for_each)):
    return await client.messages.create(model="m", max_tokens=1, messages=[])


@app.get("/pool")
def pool():
    client = OpenAI()  # expect: FL103:14:medium
    return client.models.list()


class Search:
    def __init__(self):
        self._client = None

    def client(self):
        if self._client is None:
            self._client = AsyncElasticsearch("https://search")
        return self._client


search = Search()


@app.get("/lazily")
async def lazily():
    return await search.client().info()  # expect: FL103:18:low


@app.get("/context")
async def context():
    return ssl.create_default_context().check_hostname  # expect: FL103:12:high
