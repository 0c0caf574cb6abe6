import queue
import threading

from fastapi import FastAPI

app = FastAPI()
lock = threading.Lock()
ready = threading.Event()
barrier = threading.Barrier(2)
jobs: queue.Queue = queue.Queue()


@app.get("/held")
async def held():
    with lock:
        return 1


@app.get("/waits")
async def waits():
    ready.wait()  # expect: FL206:5
    barrier.wait()  # expect: FL206:5
    jobs.put(1)
    return jobs.get()  # expect: FL206:12
