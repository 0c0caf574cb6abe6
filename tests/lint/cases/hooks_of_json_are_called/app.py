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
