import hashlib
import threading
import time
from functools import partial

import bcrypt
from fastapi import FastAPI

app = FastAPI()
PAUSE = 0.002
HOUR = 60 * 60
ROUNDS = 10**6
done = threading.Event()


@app.get("/sleeps")
async def sleeps():
    time.sleep(0.0005)  # expect: FL201:5:low
    time.sleep(0.001)  # expect: FL201:5:medium
    time.sleep(PAUSE)  # expect: FL201:5:medium
    time.sleep(5)  # expect: FL201:5:high
    time.sleep(HOUR / 4)  # expect: FL201:5:high
    time.sleep(secs=1 / 5000)  # expect: FL201:5:low
    time.sleep(1e999)  # expect: FL201:5:high
    time.sleep(0)


@app.get("/kept")
async def kept():
    partial(time.sleep, 5)()  # expect: FL201:5:high
    partial(time.sleep, secs=0.002)()  # expect: FL201:5:medium
    pause = partial(partial(time.sleep, 0.0005))
    pause()  # expect: FL201:5:low
    partial(nap, 0.002)()  # expect: FL201:5:medium


def nap(seconds: float):
    time.sleep(seconds)


@app.get("/told")
async def told(seconds: float = 0.001):
    time.sleep(seconds)  # expect: FL201:5:high


@app.get("/hashes")
async def hashes(word: bytes):
    cheap = bcrypt.gensalt(4)
    bcrypt.hashpw(word, cheap)  # expect: FL101:5:low
    bcrypt.hashpw(word, bcrypt.gensalt(rounds=14))  # expect: FL101:5:high
    bcrypt.hashpw(word, bcrypt.gensalt())  # expect: FL101:5:high
    hashlib.pbkdf2_hmac("sha256", word, b"salt", 1)
    hashlib.pbkdf2_hmac("sha256", word, b"salt", 5_000)  # expect: FL101:5:medium
    hashlib.pbkdf2_hmac("sha256", word, b"salt", iterations=600_000)  # expect: FL101:5:high


@app.get("/waits")
async def waits():
    done.wait(0.0005)  # expect: FL206:5:low
    done.wait(timeout=3)  # expect: FL206:5:high
    done.wait()  # expect: FL206:5:high


@app.get("/worked-out")
async def worked_out(word: bytes):
    hashlib.scrypt(word, salt=b"salt", n=2**14, r=8, p=1)  # expect: FL101:5:high
    hashlib.scrypt(word, salt=b"salt", n=1 << 14, r=8, p=1)  # expect: FL101:5:high
    hashlib.scrypt(word, salt=b"salt", n=2**14 >> 10, r=8, p=1)
    hashlib.pbkdf2_hmac("sha256", word, b"salt", 10**6)  # expect: FL101:5:high
    hashlib.pbkdf2_hmac("sha256", word, b"salt", ROUNDS)  # expect: FL101:5:high
    hashlib.pbkdf2_hmac("sha256", word, b"salt", 1_000_000 // 10_000)
    hashlib.pbkdf2_hmac("sha256", word, b"salt", 1_000_000 % 10)
    time.sleep(0.5 * 0.004)  # expect: FL201:5:medium
    time.sleep(10 % 3 / 2000)  # expect: FL201:5:low
    time.sleep(-(-0.002))  # expect: FL201:5:medium
    for _ in range(10**6):  # expect: FL101:14
        pass


@app.get("/not-worked-out")
async def not_worked_out(word: bytes):
    hashlib.pbkdf2_hmac("sha256", word, b"salt", 10**10**10)  # expect: FL101:5:high
    hashlib.pbkdf2_hmac("sha256", word, b"salt", 1 << 10**9)  # expect: FL101:5:high
    hashlib.pbkdf2_hmac("sha256", word, b"salt", 1 // 0)  # expect: FL101:5:high
    time.sleep(1e999 - 1e999)  # expect: FL201:5:high
    done.wait(timeout=-1)  # expect: FL206:5:high
    getattr(time, "sle" + "ep")(1)  # expect: FL201:5:high
    getattr(time, "sleep" * 2)(1)
