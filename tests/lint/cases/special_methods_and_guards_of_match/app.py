import time

from fastapi import FastAPI

app = FastAPI()


class Shelf:
    def __iadd__(self, other):
        time.sleep(1)
        return self

    def __setitem__(self, key, value):
        time.sleep(1)

    def __delitem__(self, key):
        time.sleep(1)

    def _slow(self):
        time.sleep(1)

    weight = property(_slow)
    wait = staticmethod(time.sleep)


shelf = Shelf()


@app.get("/in-place")
async def in_place():
    mine = Shelf()
    mine += 1  # expect: FL201:5
    mine["a"] = 1  # expect: FL201:5
    del mine["a"]  # expect: FL201:9
    count = 1
    count += 1
    return count


@app.get("/made-by-a-call")
async def made_by_a_call():
    shelf.wait(1)  # expect: FL201:5
    return shelf.weight  # expect: FL201:12


def is_ready():
    time.sleep(1)
    return True


@app.get("/match")
async def matched(name: str):
    match name:
        case "a" if is_ready():  # expect: FL201:21
            return 1
        case _:
            return 2
