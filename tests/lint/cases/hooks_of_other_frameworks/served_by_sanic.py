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
