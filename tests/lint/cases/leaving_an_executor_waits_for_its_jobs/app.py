import asyncio
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from multiprocessing import Pool

from fastapi import FastAPI

app = FastAPI()


@app.get("/left")
async def left(items: list[str]):
    with ThreadPoolExecutor() as pool:  # expect: FL206:10:high
        pool.submit(time.sleep, 1)
    with ThreadPoolExecutor() as threads, ProcessPoolExecutor() as processes:  # expect: FL206:43:high
        processes.submit(time.sleep, 1)
    executor = ThreadPoolExecutor()
    with executor:  # expect: FL206:10:high
        for item in items:
            executor.submit(print, item)
    with ThreadPoolExecutor() as pool:  # expect: FL206:10:high
        pool.map(time.sleep, [1])
    return threads


@app.get("/below")
async def below():
    in_a_helper()  # expect: FL206:5:high


def in_a_helper():
    with ThreadPoolExecutor() as pool:
        pool.submit(time.sleep, 1)


@app.get("/shut-down")
async def shut_down():
    pool = ThreadPoolExecutor()
    pool.submit(time.sleep, 1)
    pool.shutdown()  # expect: FL206:5:high


@app.get("/waited-for-before")
async def waited_for_before():
    with ThreadPoolExecutor() as pool:
        pool.submit(time.sleep, 1).result()  # expect: FL206:9
    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(time.sleep, 1)]
        for job in as_completed(jobs):  # expect: FL206:20
            print(job)


@app.get("/nothing-left")
async def nothing_left(items: list[str]):
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor() as pool:
        await loop.run_in_executor(pool, time.sleep, 1)
    with ThreadPoolExecutor() as pool:
        await asyncio.gather(*[loop.run_in_executor(pool, print, item) for item in items])
    with ProcessPoolExecutor() as pool:
        await asyncio.wrap_future(pool.submit(time.sleep, 1))
    with ThreadPoolExecutor():
        pass
    with Pool() as pool:  # its end does not wait: it terminates
        pool.apply_async(time.sleep, (1,))
    pool = ThreadPoolExecutor()
    pool.submit(time.sleep, 1)
    pool.shutdown(wait=False)


@app.get("/in-the-pool")
def in_the_pool():
    with ThreadPoolExecutor() as pool:
        pool.submit(time.sleep, 1)
