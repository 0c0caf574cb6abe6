import time

from fastapi import FastAPI

app = FastAPI()


def slow(value=1):
    time.sleep(1)
    return value


class Row:
    def __eq__(self, other):
        return slow()

    def __lt__(self, other):
        return slow()

    def __contains__(self, value):
        return slow()

    def __bool__(self):
        return slow()

    def __str__(self):
        return slow()


class Plain:
    name = ""


class Sized:
    def __len__(self):
        return slow()


class Proxy:
    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name):
        return getattr(self.inner, name)


class Client:
    def fetch(self):
        time.sleep(1)

    def name(self): ...


class Lazy:
    def __getattr__(self, name):
        return slow()


@app.get("/compares")
async def compares(n: int):
    one, other = Row(), Row()
    if one == other:  # expect: FL201:8
        pass
    one < other  # expect: FL201:5
    3 > other  # expect: FL201:5
    one != 3  # expect: FL201:5
    3 in one  # expect: FL201:5
    n not in one  # expect: FL201:5
    if 3 in one and n:  # expect: FL201:8
        pass
    one <= other
    one is other
    n in [1, 2]
    n == 3
    Plain() == Plain()


@app.get("/tests")
async def tests():
    row, sized = Row(), Sized()
    if row:  # expect: FL201:8
        pass
    elif not row:  # expect: FL201:14
        pass
    while row:  # expect: FL201:11
        break
    if Sized():  # expect: FL201:8
        pass
    if sized is None:
        pass
    if Plain() or Plain().name:
        pass


@app.get("/texts")
async def texts():
    return f"{Row()}{Plain()}"  # expect: FL201:12


@app.get("/sorts")
async def sorts():
    rows = [Row(), Row()]
    sorted(rows)  # expect: FL201:5
    min(Row(), Row())  # expect: FL201:5
    rows.sort()  # expect: FL201:5
    rows.sort(key=id)
    sorted([Plain()])
    return max(rows, key=id)


@app.get("/forwards")
async def forwards():
    client = Proxy(Client())
    client.fetch()  # expect: FL201:5
    client.name()
    return Lazy().anything  # expect: FL201:12


class Linked:
    def __init__(self, before: "Linked | Client | None"):
        self.before = before

    def __getattr__(self, name):
        return getattr(self.before, name)


@app.get("/itself")
async def itself():
    Linked(Linked(Client())).fetch()  # expect: FL201:5
    return Linked(None).nothing
