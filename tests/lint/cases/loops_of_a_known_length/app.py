import asyncio

from fastapi import FastAPI

from sizes import TURNS

app = FastAPI()
N = 5_000_000
SMALL = 10


def square(x):
    return x * x


@app.get("/a")
async def a():
    return sum(x * x for x in range(10_000_000))  # expect: FL101:12


@app.get("/b")
async def b():
    return len([x * x for x in range(N)])  # expect: FL101:16


@app.get("/c")
async def c():
    total = 0
    for i in range(N):  # expect: FL101:14
        total += i
    return total


@app.get("/d")
async def d():
    return len({x: x for x in range(0, TURNS)})  # expect: FL101:16


@app.get("/e")
async def e():
    return len([(x, y) for x in range(1000) for y in range(1000)])  # expect: FL101:16


@app.get("/f")
async def f():
    return max(map(square, range(N)))  # expect: FL101:12


@app.get("/g")
async def g():
    squares = (x * x for x in range(N))
    for x in squares:  # expect: FL101:14
        print(x)


@app.get("/j")
async def j():
    n = 3_000_000
    return sorted(x % 7 for x in range(n))  # expect: FL101:12


@app.get("/k")
async def k():
    return sum(1 for _ in range(0, 10_000_000, 2))  # expect: FL101:12


@app.get("/q1")
async def q1():
    return next(x for x in range(N) if x > 3)


@app.get("/q2")
async def q2():
    return any(x > 3 for x in range(N))


@app.get("/q3")
async def q3():
    for x in range(N):
        await asyncio.sleep(0)


@app.get("/q4")
async def q4():
    return [x for x in range(SMALL)]


@app.get("/q5")
async def q5():
    lazy = (x for x in range(N))
    return bool(lazy)


@app.get("/q7")
async def q7():
    return [x for x in range(0, N, 1_000_000)]
