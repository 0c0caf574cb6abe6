import time

from fastapi import FastAPI

app = FastAPI()


def connect():
    time.sleep(2)


def nap():
    time.sleep(1)


@app.get("/a")
async def a():
    connect()
    nap()


@app.get("/b")
async def b():
    connect()


@app.get("/c")
async def c():
    nap()
    time.sleep(1)


@app.get("/d")
async def d(more: bool):
    time.sleep(1)
    return [nap() for _ in range(2)]


def both():
    time.sleep(3)
    time.sleep(4)


def one(more: bool):
    time.sleep(5)
    if more:
        both()


@app.websocket("/e")
async def e(socket):
    both()
    nap()


@app.get("/f")
async def f(socket):
    one(True)
    both()


@app.get("/g")
async def g():
    await socket.receive()
    one(False)
