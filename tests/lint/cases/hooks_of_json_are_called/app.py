import json

import msgpack
import orjson
import rapidjson
from fastapi import FastAPI
from pandas import DataFrame, read_json

app = FastAPI()


def written(value):
    if isinstance(value, DataFrame):
        return value.to_json(orient="split")
    raise TypeError


def read(value):
    return read_json(value["table"]) if "table" in value else value


@app.get("/a")
async def a(rows: dict):
    return json.dumps(rows, default=written)  # expect: FL104:12 chain: app.py:24 > app.py:14


@app.get("/b")
async def b(rows: dict):
    return orjson.dumps(rows, written)  # expect: FL104:12


@app.get("/c")
async def c(text: str):
    return rapidjson.loads(text, object_hook=read)  # expect: FL101:12


@app.get("/d")
async def d(rows: dict):
    return json.dumps(rows, default=str)


@app.get("/e")
async def e(data: bytes):
    return msgpack.unpackb(data, object_hook=read)  # expect: FL101:12


class Written(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, DataFrame):
            return o.to_json(orient="split")
        return super().default(o)


class Streamed(json.JSONEncoder):
    def iterencode(self, o, _one_shot=False):
        return read_json(o)


class Read(json.JSONDecoder):
    def decode(self, s):
        return read_json(s)


class Plain(json.JSONEncoder):
    def default(self, o):
        return str(o)


@app.get("/f")
async def f(rows: dict):
    return json.dumps(rows, cls=Written)  # expect: FL104:12 chain: app.py:71 > app.py:50


@app.get("/g")
async def g(rows: dict):
    return json.dumps(rows, cls=Streamed)  # expect: FL101:12


@app.get("/h")
async def h(text: str):
    return json.loads(text, cls=Read)  # expect: FL101:12


@app.get("/i")
async def i(rows: dict):
    return json.dumps(rows, cls=Plain)
