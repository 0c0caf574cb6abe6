import time

from fastapi import FastAPI

app = FastAPI()


def slow(value=1):
    time.sleep(1)
    return value


class Rows:
    def __len__(self):
        return slow()

    def __str__(self):
        return str(slow())

    def __float__(self):
        return float(slow())


class Named:
    def __repr__(self):
        return str(slow())

    def __bool__(self):
        return bool(slow())


@app.get("/a")
async def a():
    rows, numbers = Rows(), [3, 1]
    len(rows)  # expect: FL201:5
    str(rows)  # expect: FL201:5
    float(rows)  # expect: FL201:5
    bool(rows)  # expect: FL201:5
    repr(rows)
    str(Named())  # expect: FL201:5
    bool(Named())  # expect: FL201:5
    len(numbers)
    numbers.sort(key=slow)  # expect: FL201:5
    return sorted(numbers)
