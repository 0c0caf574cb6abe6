import time

from aiohttp import web


def slow():
    time.sleep(1)


async def prepared(request, response):
    slow()  # expect: FL201:5


async def started(app):
    slow()


async def shown(request):
    slow()  # expect: FL201:5


app = web.Application()
app.on_response_prepare.append(prepared)
app.on_startup.append(started)
resource = app.router.add_resource("/res")
resource.add_route("GET", shown)
