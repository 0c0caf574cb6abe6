import hashlib
import threading
import time
from functools import partial

from fastapi import FastAPI

app = FastAPI()
SHORT = 0.002
done = threading.Event()


def pause(seconds):
    time.sleep(seconds)


def pause_by_default(word="", *, seconds=0.0005):
    time.sleep(secs=seconds)


def pause_again(seconds):
    pause(seconds)


def pause_at_least(seconds):
    seconds = max(seconds, 1)
    time.sleep(seconds)


def pause_twice(first, second=0.003):
    pause(first)
    pause(second)


class Pauses:
    def __init__(self, seconds):
        time.sleep(seconds)

    def pause(self, seconds):
        time.sleep(seconds)

    @staticmethod
    def apart(seconds):
        time.sleep(seconds)


def hash_in_rounds(word, rounds=600_000):
    return hashlib.pbkdf2_hmac("sha256", word, b"salt", rounds)


def wait(timeout=None):
    done.wait(timeout)


@app.get("/told")
async def told(word: bytes, seconds: float = 0.001):
    pause(0.0001)  # expect: FL201:5:low chain: app.py:57 > app.py:14
    pause(seconds=SHORT)  # expect: FL201:5:medium
    pause(3)  # expect: FL201:5:high
    pause(0)
    pause_by_default()  # expect: FL201:5:low
    pause_by_default(seconds=2)  # expect: FL201:5:high
    pause_again(0.0001)  # expect: FL201:5:low chain: app.py:63 > app.py:22 > app.py:14
    pause_twice(0.0001)  # expect: FL201:5:medium
    pause_twice(0.02, 0.0001)  # expect: FL201:5:high
    Pauses(0.0001)  # expect: FL201:5:low
    Pauses(1).pause(0.0001)  # expect: FL201:5:high
    Pauses.apart(0.0001)  # expect: FL201:5:low
    hash_in_rounds(word)  # expect: FL101:5:high
    hash_in_rounds(word, 1)
    hash_in_rounds(word, 5_000)  # expect: FL101:5:medium
    wait()  # expect: FL206:5:high
    wait(0.0005)  # expect: FL206:5:low


@app.get("/not-told")
async def not_told(given: list[float], seconds: float = 0.001):
    pause(seconds)  # expect: FL201:5:high
    pause(given[0])  # expect: FL201:5:high
    pause(*given)  # expect: FL201:5:high
    pause_by_default(*given)  # expect: FL201:5:high
    pause_by_default(**{"seconds": 1})  # expect: FL201:5:high
    pause_at_least(0.0001)  # expect: FL201:5:high
    partial(pause_by_default, seconds=2)()  # expect: FL201:5:high
