import asyncio
import gc
import json
import time

import msgpack
import pandas
import xmltodict
import yaml
from fastapi import Depends, FastAPI
from jinja2 import Template
from sklearn.ensemble import AdaBoostClassifier

app = FastAPI()
model = AdaBoostClassifier()


def table():
    return pandas.read_csv("large.csv").to_dict()


async def dependency(text: str):
    return xmltodict.parse(text)


@app.get("/predict")
async def predict(x: float, more=Depends(dependency)):
    return model.predict([[x]])


@app.get("/table")
async def through():
    return table()


@app.get("/collect")
async def collect():
    gc.collect()


@app.get("/plain")
def plain(text: str):
    return xmltodict.parse(text)


@app.get("/both")
async def both(text: str):
    time.sleep(1)
    return xmltodict.parse(text)


@app.get("/little")
async def little():
    time.sleep(1)
    return json.loads(open("settings.json").read())


@app.get("/short")
async def short(text: str):
    return greeting(text), yaml.safe_load(text), msgpack.unpackb(text)


def greeting(text: str):
    return Template(text).render()


def rows():
    for line in ("<a/>",):
        yield xmltodict.parse(line)


@app.get("/steps")
async def steps():
    return [row for row in rows()]


@app.get("/offloaded")
async def offloaded():
    return await asyncio.to_thread(lambda: table())
