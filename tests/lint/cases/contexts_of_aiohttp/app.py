import time, aiohttp, requests
from aiohttp import web


async def handle(request):
    time.sleep(1)  # expect: FL201:5
    return web.Response(text=request.app["client"].get("x").text)  # expect: FL202:30


routes = web.RouteTableDef()


@routes.get("/x")
async def x(request):
    time.sleep(1)  # expect: FL201:5


class V(web.View):
    async def get(self):
        time.sleep(1)  # expect: FL201:9


@web.middleware
async def mid(request, handler):
    time.sleep(1)  # expect: FL201:5
    return await handler(request)


async def init(app):
    app["client"] = requests.Session()
    time.sleep(1)


app = web.Application(middlewares=[mid])
app.on_startup.append(init)
app.router.add_get("/", handle)
app.add_routes([web.get("/a", handle), web.view("/v", V)])
app.add_routes(routes)
web.run_app(app)
