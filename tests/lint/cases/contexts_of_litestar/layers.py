import time

from litestar import Litestar, Router, get


def slow():
    time.sleep(1)


def factory(app):
    async def middleware(scope, receive, send):
        slow()  # expect: FL201:9
        await app(scope, receive, send)

    return middleware


async def before(request):
    slow()  # expect: FL201:5


def failed(request, error):
    slow()  # expect: FL201:5


async def started(app):
    slow()


@get("/a", before_request=before)
async def a() -> str:
    slow()  # expect: FL201:5
    return ""


router = Router("/r", route_handlers=[a], exception_handlers={500: failed})
app = Litestar(route_handlers=[router], middleware=[factory], on_startup=[started])
