import sqlite3
from contextvars import ContextVar

from aiohttp import web
from keys import DB


class Service:
    def load(self):
        return sqlite3.connect("x").execute("select 1")


service: ContextVar[Service] = ContextVar("service")


async def row(request):
    request.app[DB].execute("select 1")  # expect: FL203:5
    return service.get().load()  # expect: FL203:12


async def opened(app):
    app[DB] = sqlite3.connect("x")


app = web.Application()
app.on_startup.append(opened)
app.router.add_get("/", row)
