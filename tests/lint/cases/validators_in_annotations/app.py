import time
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import AfterValidator, BaseModel, PlainSerializer
from pydantic.functional_validators import BeforeValidator

app = FastAPI()


def hashed(value):
    time.sleep(1)  # expect: FL201:5
    return value


def named(value):
    time.sleep(1)  # expect: FL201:5
    return value


def each(value):
    time.sleep(1)  # expect: FL201:5
    return value


def asked(value):
    time.sleep(1)  # expect: FL201:5
    return value


def depended(value):
    time.sleep(1)  # expect: FL201:5
    return value


def shown(value):
    time.sleep(1)  # expect: FL201:5
    return value


def never_shown(value):
    time.sleep(1)


def never_asked(value):
    time.sleep(1)


Name = Annotated[str, AfterValidator(named)]
Word = Annotated[str, BeforeValidator(func=each)]


class User(BaseModel):
    password: Annotated[str, AfterValidator(hashed), PlainSerializer(never_shown)]
    name: Name | None = None
    words: list[Word]


class Shown(BaseModel):
    name: Annotated[str, PlainSerializer(shown)]


class Settings(BaseModel):
    secret: Annotated[str, AfterValidator(never_asked)]


def dependency(word: Annotated[str, AfterValidator(depended)]):
    return word


@app.post("/users")
def users(
    user: User, page: Annotated[int, AfterValidator(asked)], word: Annotated[str, Depends(dependency)]
) -> Shown:
    return Shown(name=user.name or word)
