import sqlite3
import subprocess
import time

import httpx
import numpy
import redis
import requests
from fastapi import BackgroundTasks, Depends, FastAPI, WebSocket
from sqlalchemy.orm import Session

app = FastAPI()
cache = redis.Redis()


@app.get("/siblings")
async def siblings(chain: "Chain"):
    requests.get("https://example.org")
    requests.request("GET", "https://example.org")
    httpx.post("https://example.org")
    cache.get("name")
    open("/etc/hostname")
    subprocess.run(["ls"])
    await chain.started()


def low():
    time.sleep(1)
    requests.get("https://example.org")


def lower():
    time.sleep(1)
    requests.get("https://example.org")


def middle():
    lower()


def lookup(session: Session):
    session.execute("SELECT 1")


@app.get("/helpers")
async def helpers(session: Session):
    low()
    middle()
    lookup(session)
    Rows()[0]
    await nothing()


class Rows:
    def __getitem__(self, index: int):
        time.sleep(1)


def table():
    return numpy.linalg.svd(numpy.ones((500, 500)))


def of_tasks():
    return numpy.linalg.svd(numpy.ones((500, 500)))


def of_endpoints():
    return numpy.linalg.svd(numpy.ones((500, 500)))


def of_sockets():
    return numpy.linalg.svd(numpy.ones((500, 500)))


async def dependency():
    return table()


async def task():
    of_tasks()


@app.get("/endpoint")
async def endpoint(tasks: BackgroundTasks, value: dict = Depends(dependency)):
    tasks.add_task(task)
    of_endpoints()


@app.websocket("/socket")
async def socket(websocket: WebSocket):
    of_sockets()


class Store:
    def __init__(self):
        self.db = sqlite3.connect("rows.db", check_same_thread=False)

    def rows(self):
        return self.db.execute("select 1").fetchall()


store = Store()


@app.get("/stored")
async def stored():
    return store.rows()
