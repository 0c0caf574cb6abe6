from celery import Celery, shared_task
from fastapi import FastAPI
from filelock import AsyncFileLock, FileLock

app = FastAPI()
worker = Celery("x")
lock = FileLock("x.lock")


@worker.task
def bare(x): ...


@worker.task(bind=True)
def called(self, x): ...


@shared_task
def shared(x): ...


@app.post("/tasks")
async def tasks():
    bare.delay(1)  # expect: FL207:5
    called.apply_async(args=[1])  # expect: FL207:5
    result = shared.delay(1)  # expect: FL207:14
    bare(1)
    return result.get(timeout=10)  # expect: FL207:12


@app.post("/locks")
async def locks():
    with lock:  # expect: FL206:10
        pass
    with lock.acquire(timeout=3):  # expect: FL206:10
        pass
    async with AsyncFileLock("y.lock"):
        pass
