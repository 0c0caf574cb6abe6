import time

from fastapi import FastAPI

app = FastAPI()
connection = None


class Service:
    client = None

    def ready(self):
        if not self.client:
            time.sleep(0.5)
            self.client = object()


def connect():
    global connection
    if connection is None:
        time.sleep(0.5)
        connection = object()
    return connection


service = Service()


@app.get("/a")
async def a(fresh=None):
    connect()  # expect: FL201:5:medium
    service.ready()  # expect: FL201:5:medium
    if fresh is None:
        time.sleep(1)  # expect: FL201:9:high
        fresh = 1
