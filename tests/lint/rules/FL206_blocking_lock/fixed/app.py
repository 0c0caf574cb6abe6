from concurrent.futures import ThreadPoolExecutor
from fastapi import FastAPI

app = FastAPI()
pool = ThreadPoolExecutor()


@app.get("/x")
def show(name: str):  # kept
    # a comment that stays
    return pool.submit(str, name).result()  # expect: FL206:12
