import time
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field, computed_field, field_serializer, field_validator, model_validator

app = FastAPI()


class Inner(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    def check_name(cls, value):
        time.sleep(1)  # expect: FL201:9
        return value


class Order(BaseModel):
    items: list[Inner] = Field(default_factory=list)

    @model_validator(mode="after")
    def whole(self):
        time.sleep(1)  # expect: FL201:9
        return self

    def model_post_init(self, context):
        time.sleep(1)  # expect: FL201:9

    @field_serializer("items")
    def never_asked(self, value):
        time.sleep(1)


class Receipt(BaseModel):
    total: int

    @field_validator("total")
    @classmethod
    def in_the_pool(cls, value):
        time.sleep(1)
        return value

    @field_serializer("total")
    def shown(self, value):
        time.sleep(1)  # expect: FL201:9
        return value

    @computed_field
    @property
    def tax(self) -> int:
        time.sleep(1)  # expect: FL201:9
        return 1


class Unused(BaseModel):
    name: str

    @field_validator("name")
    @classmethod
    def check_name(cls, value):
        time.sleep(1)
        return value


def query(unused: str) -> Unused:
    return Unused(name=unused)


@app.post("/orders")
def order(body: Order, unused: Annotated[Unused, Depends(query)]) -> Receipt:
    return Receipt(total=len(body.items))
