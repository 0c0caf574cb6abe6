import sqlite3

from aiohttp import web

DB = web.AppKey("db", sqlite3.Connection)
