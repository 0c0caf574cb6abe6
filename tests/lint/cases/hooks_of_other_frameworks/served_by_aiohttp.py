import time

from aiohttp import web


async def index(request):
    request.app["store"].save()  # expect: FL201:5 chain: served_by_aiohttp.py:7 > served_by_aiohttp.py:13
    return web.Response()


class Store:
    def save(self):
        time.sleep(1)


def make():
    app = web.Application()
    app["store"] = Store()
    app.router.add_routes([web.get("/", index)])
    return app
