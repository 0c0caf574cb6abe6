import asyncio
import time
from typing import Annotated

from fastapi import FastAPI
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, PlainSerializer, WrapValidator

app = FastAPI()


def slow(value):
    time.sleep(1)  # expect: FL201:5
    return value


def made():
    time.sleep(1)  # expect: FL201:5
    return 3


Name = Annotated[str, BeforeValidator(lambda v: slow(v))]  # expect: FL201:49


class User(BaseModel):
    name: Name
    password: Annotated[str, AfterValidator(lambda v: slow(v))]  # expect: FL201:55
    code: Annotated[str, PlainSerializer(lambda v: slow(v))]
    size: int = Field(default_factory=made)
    more: int = Field(default_factory=lambda: slow(3))  # expect: FL201:47
    wrapped: Annotated[int, WrapValidator(lambda v, handler: handler(slow(v)))]  # expect: FL201:70
    pairs: Annotated[list[str], Field(min_length=1), AfterValidator(lambda v: [slow(x) for x in v])]  # expect: FL201:80


class Shown(BaseModel):
    code: Annotated[str, PlainSerializer(lambda v: slow(v), return_type=str)]  # expect: FL201:52
    never: Annotated[str, AfterValidator(lambda v: slow(v))]
    default: int = Field(default_factory=lambda: slow(3))


@app.post("/a")
def a(user: User) -> Shown:
    return Shown(code=user.name, never="")


@app.get("/b")
async def b(page: Annotated[int, AfterValidator(lambda v: slow(v))]):  # expect: FL201:59
    asyncio.get_running_loop().call_soon(lambda: slow(1))  # expect: FL201:50
    asyncio.get_running_loop().call_later(1, slow, 3)
    return page
