"""Calls into C, and into Rust, that hold the loop: with the GIL, and without it."""

from __future__ import annotations

import csv
import gc
import hashlib
import json
import pickle
import sqlite3
import sys
import zlib

import numpy as np
import orjson
from fastapi import FastAPI
from long_calls import DOCUMENT, NEARLY_MATCHES, TRIES_ALL_WAYS, UNSORTED
from pydantic import TypeAdapter
from work import HELD_S, during, times_longer

app = FastAPI()

TEXT = DOCUMENT.encode()
NUMBERS = [float(i) for i in range(200_000)]
BIG = 7**60_000
SQUARE = np.random.default_rng(0).random((600, 600))
ROWS = [f"{i},{i * i},name {i}" for i in range(2_000)]
FLOATS = TypeAdapter(list[float])
COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT sum(i) FROM n"


def derive(iterations: int) -> str:
    return hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", iterations).hex()  # stall: /pbkdf2 cpu


def count_to(last: int) -> int:
    with sqlite3.connect(":memory:") as connection:
        found = connection.execute(COUNT.format(last))  # stall: /sqlite cpu
        return int(found.fetchone()[0])  # stall: /sqlite cpu


ITERATIONS = int(100_000 * times_longer(lambda: derive(100_000)))
LAST = int(100_000 * times_longer(lambda: count_to(100_000)))

if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)


@app.get("/sort")
async def sort() -> float:
    return sorted(UNSORTED)[0]  # stall: /sort cpu


@app.get("/json")
async def parse() -> int:
    return len(json.loads(DOCUMENT))  # stall: /json cpu


@app.get("/json-dumps")
async def dump() -> None:
    for _ in during(HELD_S):
        json.dumps(NUMBERS)  # stall: /json-dumps cpu


@app.get("/regex")
async def regex() -> bool:
    return TRIES_ALL_WAYS.match(NEARLY_MATCHES) is None  # stall: /regex cpu


@app.get("/pickle")
async def pickles() -> None:
    for _ in during(HELD_S):
        pickle.loads(pickle.dumps(UNSORTED))  # stall: /pickle cpu


@app.get("/big-int")
async def big_int() -> None:
    for _ in during(HELD_S):
        str(BIG)  # stall: /big-int cpu


@app.get("/orjson")
async def rust() -> None:
    for _ in during(HELD_S):
        orjson.loads(DOCUMENT)  # stall: /orjson cpu


@app.get("/validation")
async def validation() -> None:
    for _ in during(HELD_S):
        FLOATS.validate_python(NUMBERS)  # stall: /validation cpu


@app.get("/csv")
async def read_csv() -> None:
    for _ in during(HELD_S):
        list(csv.reader(ROWS))  # stall: /csv cpu


@app.get("/matmul")
async def matmul() -> None:
    for _ in during(HELD_S):
        SQUARE @ SQUARE  # stall: /matmul cpu


@app.get("/zlib")
async def compress() -> None:
    for _ in during(HELD_S):
        zlib.compress(TEXT[:1_000_000], 9)  # stall: /zlib cpu


@app.get("/pbkdf2")
async def derive_key() -> str:
    return derive(ITERATIONS)


@app.get("/scrypt")
async def scrypt() -> None:
    for _ in during(HELD_S):
        hashlib.scrypt(b"secret", salt=b"salt", n=2**14, r=8, p=1)  # stall: /scrypt cpu


@app.get("/digest")
async def digest() -> None:
    for _ in during(HELD_S):
        hashlib.sha512(TEXT).digest()  # stall: /digest cpu


@app.get("/sqlite")
async def sqlite() -> int:
    return count_to(LAST)


gc.freeze()
