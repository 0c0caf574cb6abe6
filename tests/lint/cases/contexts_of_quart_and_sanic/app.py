import time
from quart import Quart
from sanic import Sanic

app = Quart(__name__)


@app.route("/")
async def q():
    time.sleep(1)  # expect: FL201:5


@app.route("/s")
def qs():
    time.sleep(1)


@app.before_request
async def br():
    time.sleep(1)  # expect: FL201:5


s = Sanic("x")


@s.get("/")
async def sx(request):
    time.sleep(1)  # expect: FL201:5


@s.get("/y")
def sy(request):
    time.sleep(1)  # expect: FL201:5
