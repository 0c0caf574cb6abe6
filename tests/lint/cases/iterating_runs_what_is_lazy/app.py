import asyncio
import time
from collections import Counter, deque
from itertools import chain, islice, starmap

from fastapi import FastAPI
from starlette.responses import StreamingResponse

app = FastAPI()


def rows():
    for number in range(3):
        time.sleep(1)
        yield str(number)


def slow(x):
    time.sleep(1)
    return x, x


def show(*args, **kwargs):
    return args


class Rows:
    def __iter__(self):
        for number in range(3):
            time.sleep(1)
            yield number


@app.get("/a")
async def a(xs: list[int]):
    return dict(map(slow, xs))  # expect: FL201:12


@app.get("/b")
async def b(xs: list[int]):
    return [*map(slow, xs)]  # expect: FL201:13


@app.get("/c")
async def c():
    print(*rows())  # expect: FL105:11


@app.get("/d")
async def d():
    first, *rest = rows()  # expect: FL105:20
    return first


@app.get("/e")
async def e():
    return "".join(rows())  # expect: FL105:12


@app.get("/f")
async def f():
    return sorted(rows())  # expect: FL105:12


@app.get("/g")
async def g():
    return show(*rows())  # expect: FL105:17


@app.get("/h")
async def h(xs: list[int]):
    return {**dict(map(slow, xs))}  # expect: FL201:15


def more():
    yield from rows()


@app.get("/i")
async def i():
    return list(more())  # expect: FL105:12


@app.get("/j")
async def j():
    return "1" in rows()  # expect: FL105:19


@app.get("/k")
async def k():
    a, b, c = rows()  # expect: FL105:15
    return a


@app.get("/l")
async def l():
    return (*rows(), 1)  # expect: FL105:13


@app.get("/m")
async def m():
    return {*rows()}  # expect: FL105:13


@app.get("/n")
async def n():
    return Counter(rows())  # expect: FL105:12


@app.get("/o")
async def o():
    return deque(rows(), maxlen=1)  # expect: FL105:12


@app.get("/q")
async def q(xs: list[int]):
    return max(map(slow, xs), default=None)  # expect: FL201:12


@app.get("/r")
async def r(xs: list[int]):
    for x in islice(map(slow, xs), 3):  # expect: FL201:14
        print(x)


@app.get("/s")
async def s(xs: list[int]):
    return list(starmap(slow, zip(xs)))  # expect: FL201:12


@app.get("/t")
async def t(xs: list[int]):
    out = []
    out.extend(map(slow, xs))  # expect: FL201:5
    return out


@app.get("/u")
async def u(xs: list[int]):
    out = []
    out += map(slow, xs)  # expect: FL201:5
    return out


@app.get("/v")
async def v(xs: list[int]):
    for i, x in enumerate(map(slow, xs)):  # expect: FL201:17
        print(i, x)


@app.get("/w")
async def w():
    return list(Rows())  # expect: FL105:12


@app.get("/x")
async def x():
    it = iter(rows())
    return next(it)  # expect: FL105:12


@app.get("/y")
async def y():
    return dict(enumerate(rows()))  # expect: FL105:12


@app.get("/z")
async def z():
    out = set()
    out.update(rows())  # expect: FL105:5
    return out


@app.get("/aa")
async def aa():
    return all(slow(x) for x in range(3))  # expect: FL201:16


@app.get("/ab")
async def ab():
    for x in chain.from_iterable([rows(), rows()]):  # expect: FL105:14
        print(x)


@app.get("/ac")
async def ac():
    return bytes(map(slow, [1])), bytearray(map(slow, [1]))  # expect: FL201:12 FL201:35


@app.get("/ad")
async def ad(xs: list[int]):
    xs[:] = map(slow, xs)  # expect: FL201:13
    return xs


@app.get("/quiet1")
async def quiet1(xs: list[int]):
    lazy = map(slow, xs)
    return bool(lazy)


@app.get("/quiet2")
async def quiet2():
    made = rows()
    return bool(made)


@app.get("/quiet3")
async def quiet3():
    made = zip(rows(), [1])
    return bool(made)


@app.get("/quiet4")
async def quiet4():
    return StreamingResponse(enumerate(rows()))


@app.get("/quiet6")
async def quiet6():
    return await asyncio.to_thread(list, rows())


@app.get("/quiet8")
async def quiet8():
    return await asyncio.gather(*(asyncio.to_thread(slow, x) for x in range(3)))
