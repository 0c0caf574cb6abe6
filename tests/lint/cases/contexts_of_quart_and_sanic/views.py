import time
from functools import wraps

from quart import Quart, current_app
from quart.views import View
from sanic import Sanic
from sanic.handlers import ErrorHandler

app = Quart(__name__)


class Page(View):
    async def dispatch_request(self):
        time.sleep(1)  # expect: FL201:9
        return ""


app.add_url_rule("/page", view_func=Page.as_view("page"))


def permitted(view):
    @wraps(view)
    async def inner(*args, **kwargs):
        return await current_app.ensure_async(view)(*args, **kwargs)

    return inner


@app.route("/a")
@permitted
async def a():
    time.sleep(1)  # expect: FL201:5
    return ""


@app.route("/b")
@permitted
def b():
    time.sleep(1)
    return ""


@app.teardown_appcontext
async def closed(error):
    time.sleep(1)  # expect: FL201:5


async def before():
    time.sleep(1)  # expect: FL201:5


app.before_request(before)


class Errors(ErrorHandler):
    def default(self, request, exception):
        time.sleep(1)  # expect: FL201:9
        return super().default(request, exception)


sanic = Sanic("x", error_handler=Errors())
