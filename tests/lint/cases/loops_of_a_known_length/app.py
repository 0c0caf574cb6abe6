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


@app.get("/l")
async def l():
    i = 0
    while i < 10_000_000:  # expect: FL101:11
        i += 1
    while i > SMALL:
        i -= 1
    return i


@app.get("/m")
async def m():
    left = N
    while left > 0:  # expect: FL101:11
        print(left)
        left -= 2
    return left


@app.get("/n")
async def n():
    sum(range(10**8))  # expect: FL101:5
    list(range(10**8))  # expect: FL101:5
    max(range(N), key=square)  # expect: FL101:5
    return sorted(range(10**7), key=lambda x: -x)  # expect: FL101:12


@app.get("/o")
async def o():
    for x in reversed(range(N)):  # expect: FL101:14
        print(x)
    return "".join(map(str, range(N)))  # expect: FL101:12


@app.get("/q8")
async def q8():
    i = 0
    while i < N:
        i += 1
        if square(i) > N:
            break
    i = 0
    while i < N:
        i += 1
        await asyncio.sleep(0)
    i = 0
    while i < N:
        i += 100_000
    sum(range(100_000))
    any(range(10**8))
    10**7 in range(10**8)
    len(range(10**8))
    next(iter(range(10**8)))
    return reversed(range(10**8)), [0] * 10**6, "x" * 10**6
