import json

import msgpack
import orjson
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse, UJSONResponse

app = FastAPI()


@app.get("/literal")
async def literal():
    orjson.dumps({"status": "ok", "codes": [1, 2]})
    msgpack.packb({"status": "ok"})
    return UJSONResponse(content={"status": "ok"})


@app.get("/given")
async def given():
    with open("table.json") as file:  # expect: FL204:10
        table = json.load(file)  # expect: FL104:17
    msgpack.packb({"rows": table})  # expect: FL104:5
    JSONResponse(content=table)  # expect: FL104:5
    return Response(orjson.dumps(table))  # expect: FL104:21
