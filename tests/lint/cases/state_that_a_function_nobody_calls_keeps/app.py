"""On objects that programs keep things on, what is written counts, whoever may call the function that writes it."""

import threading
from argparse import Namespace
from types import SimpleNamespace

from fastapi import FastAPI, Request
from ultralytics import YOLO

app = FastAPI()
held = SimpleNamespace()
options = Namespace()
local = threading.local()


def on_the_application(application: FastAPI) -> None:
    application.detector = YOLO("a.pt")


def on_its_state(application: FastAPI) -> None:
    application.state.detector = YOLO("b.pt")


def in_a_namespace() -> None:
    held.segmenter = YOLO("c.pt")
    options.tracker = YOLO("d.pt")
    local.poses = YOLO("e.pt")


@app.get("/application")
async def of_the_application(request: Request):
    return request.app.detector("x.jpg")  # expect: FL102:12:high


@app.get("/state")
async def of_its_state(request: Request):
    return request.app.state.detector("x.jpg")  # expect: FL102:12:high


@app.get("/namespace")
async def of_a_namespace():
    held.segmenter("x.jpg")  # expect: FL102:5:high
    options.tracker("x.jpg")  # expect: FL102:5:high
    return local.poses("x.jpg")  # expect: FL102:12:high
