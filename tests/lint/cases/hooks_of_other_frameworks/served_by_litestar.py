import time

from litestar import Litestar, get
from litestar.di import Provide
from litestar.events import listener
from litestar.middleware import ASGIMiddleware


def on_the_loop():
    time.sleep(1)  # expect: FL201:5


def in_a_thread():
    time.sleep(1)


def before(request):
    time.sleep(1)  # expect: FL201:5


@listener("ordered")
async def ordered():
    time.sleep(1)  # expect: FL201:5


class Timing(ASGIMiddleware):
    async def handle(self, scope, receive, send, next_app):
        time.sleep(1)  # expect: FL201:9


@get(
    "/",
    dependencies={
        "one": Provide(on_the_loop),
        "two": Provide(in_a_thread, sync_to_thread=True),
    },
)
async def index(one: int, two: int) -> str:
    return "ok"


app = Litestar([index], before_request=before, listeners=[ordered], middleware=[Timing()])
