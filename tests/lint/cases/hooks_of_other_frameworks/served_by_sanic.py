import time

from sanic import Sanic

app = Sanic("a")


@app.on_request
def before(request):
    time.sleep(1)  # expect: FL201:5


@app.middleware("response")
async def after(request, response):
    time.sleep(1)  # expect: FL201:5


def extra(request):
    time.sleep(1)  # expect: FL201:5


app.register_middleware(extra, "request")


@app.signal("shop.order.placed")
async def placed(**context):
    time.sleep(1)  # expect: FL201:5


@app.before_server_start
async def prepare(app):
    time.sleep(1)


class Reader:
    def __call__(self, page):
        time.sleep(1)


@app.listener("after_server_start")
async def begin(server, loop):
    server.ctx.reader = Reader()
    server.add_task(watch())


async def watch():
    time.sleep(1)  # expect: FL201:5


@app.post("/read")
async def read(request):
    return request.app.ctx.reader(request.body)  # expect: FL201:12
