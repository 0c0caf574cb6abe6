import time
from fastapi import FastAPI, APIRouter
from starlette.routing import Route
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from fastapi_utils.cbv import cbv
from starlette.middleware import Middleware

router = APIRouter()


@cbv(router)
class View:
    @router.get("/x")
    async def x(self):
        time.sleep(1)  # expect: FL201:9


def setup(app):
    @app.get("/u")
    async def u():
        time.sleep(1)  # expect: FL201:9

    app.add_api_route("/z", z)


async def z():
    time.sleep(1)  # expect: FL201:5


async def home(request):
    time.sleep(1)  # expect: FL201:5


class E(HTTPEndpoint):
    async def get(self, request):
        time.sleep(1)  # expect: FL201:9


class M:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        time.sleep(1)  # expect: FL201:9


s = Starlette(routes=[Route("/", home), Route("/e", E)], middleware=[Middleware(M)])


def create_app() -> FastAPI:
    app = FastAPI()

    @app.get("/in")
    async def inside():
        time.sleep(1)  # expect: FL201:9

    app.include_router(router)
    setup(app)
    return app
