import time

import boto3
from fastapi import FastAPI
from ultralytics import YOLO

app = FastAPI()
connection = None


class Service:
    client = None

    def ready(self):
        if not self.client:
            time.sleep(0.5)
            self.client = object()


def connect():
    global connection
    if connection is None:
        time.sleep(0.5)
        connection = object()
    return connection


service = Service()


@app.get("/a")
async def a(fresh=None):
    connect()  # expect: FL201:5:medium
    service.ready()  # expect: FL201:5:medium
    if fresh is None:
        time.sleep(1)  # expect: FL201:9:high
        fresh = 1


storage = None
detector = None


def stored():
    global storage
    if storage is None:
        storage = boto3.client("s3")
    return storage


def detecting():
    global detector
    if detector is None:
        detector = YOLO("weights.pt")
    return detector


@app.get("/b")
async def b():
    stored()  # expect: FL103:5:low
    detecting()  # expect: FL103:5:high


class Lazily:
    kept = None
    state = None

    def value(self):
        if self.kept is not None:
            return self.kept
        time.sleep(0.5)
        self.kept = object()
        return self.kept

    @property
    def other(self):
        if self.kept:
            return self.kept
        with open("other") as file:
            time.sleep(0.5)
            self.kept = file
        return self.kept

    def told(self):
        if self.state:
            return self.state
        time.sleep(0.5)
        return None

    def either(self, fresh):
        if fresh:
            if self.kept:
                return self.kept
        time.sleep(0.5)
        self.kept = object()
        return self.kept


lazily = Lazily()


@app.get("/c")
async def c(fresh: bool):
    lazily.value()  # expect: FL201:5:medium
    lazily.other  # expect: FL201:5:medium
    lazily.told()  # expect: FL201:5:high
    lazily.either(fresh)  # expect: FL201:5:high
