import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
async def a():
    time.sleep(1)  # freeloop: ignore[FL201] the reason
    time.sleep(1)  # noqa: FL201
    time.sleep(1)  # freeloop: ignore
    time.sleep(1)  # freeloop: ignore[FL101] not this one  # expect: FL201:5
