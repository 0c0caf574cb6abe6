from concurrent.futures import ThreadPoolExecutor, as_completed
from fastapi import FastAPI

app = FastAPI()
pool = ThreadPoolExecutor()


@app.get("/x")
async def show(name: str):  # kept
    # a comment that stays
    return pool.submit(str, name).result()  # expect: FL206:12


def step_by_step(jobs):
    return [job.result() for job in as_completed(jobs)]  # no generator to hand to `StreamingResponse`


@app.get("/batch")
async def batch(names: list[str]):
    return step_by_step([pool.submit(str, name) for name in names])  # expect: FL206:12
