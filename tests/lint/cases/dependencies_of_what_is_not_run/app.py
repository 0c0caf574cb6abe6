import time
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


async def by_default() -> str:
    time.sleep(1)  # expect: FL201:5
    return "someone"


async def by_annotation() -> str:
    time.sleep(1)  # expect: FL201:5
    return "someone"


async def below_another() -> str:
    time.sleep(1)  # expect: FL201:5
    return "someone"


def another(below: str = Depends(below_another)) -> str:
    return below


@app.get("/default")
def default(user: str = Depends(by_default)) -> str:
    return user


@app.get("/annotation")
def annotation(user: Annotated[str, Depends(by_annotation)]) -> str:
    return user


@app.get("/another")
def through_another(user: str = Depends(another)) -> str:
    return user
