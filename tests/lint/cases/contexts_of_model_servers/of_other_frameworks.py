import time

import strawberry
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.urls import path
from django.views import View
from fastapi import FastAPI
from fastapi_utils.tasks import repeat_every
from ninja import NinjaAPI
from robyn import Robyn
from taskiq_redis import ListQueueBroker

api, robyn, broker, app = NinjaAPI(), Robyn(__file__), ListQueueBroker("redis://"), FastAPI()


@api.get("/a")
async def asked(request):
    time.sleep(1)  # expect: FL201:5


@robyn.get("/a")
async def answered(request):
    time.sleep(1)  # expect: FL201:5


@broker.task
async def job(number: int):
    time.sleep(1)  # expect: FL201:5


@app.on_event("startup")
@repeat_every(seconds=60)
async def again():
    time.sleep(1)  # expect: FL201:5


async def view(request):
    time.sleep(1)  # expect: FL201:5


def in_a_thread(request):
    time.sleep(1)


urlpatterns = [path("a", view), path("b", in_a_thread)]


class Page(View):
    async def get(self, request):
        time.sleep(1)  # expect: FL201:9


class Chat(AsyncJsonWebsocketConsumer):
    async def receive_json(self, content):
        time.sleep(1)  # expect: FL201:9


@strawberry.type
class Query:
    @strawberry.field
    async def a(self) -> str:
        time.sleep(1)  # expect: FL201:9
        return ""

    @strawberry.field(name="b")
    async def other(self) -> str:
        time.sleep(1)  # expect: FL201:9
        return ""
