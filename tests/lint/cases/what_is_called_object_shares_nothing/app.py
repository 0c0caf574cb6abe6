from fastapi import FastAPI
from ultralytics import YOLO

app = FastAPI()


def equip(thing: object) -> None:
    thing.model = YOLO("a.pt")


@app.get("/other")
async def other(thing: object) -> int:
    return len(thing.model.predict("a.jpg"))


@app.get("/state")
async def state() -> int:
    app.state.model = YOLO("a.pt")  # expect: FL103:23
    return len(app.state.model.predict("a.jpg"))  # expect: FL102:16
