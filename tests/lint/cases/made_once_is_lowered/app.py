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
    stored()  # expect: FL103:5:medium
    detecting()  # expect: FL103:5:high
