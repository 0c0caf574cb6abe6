import sqlite3
import time
from contextlib import contextmanager

import bcrypt
import html2text
import pandas
from fastapi import FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
SessionLocal = sessionmaker(create_engine("postgresql://db"))


def verify(key: bytes):
    return bcrypt.checkpw(key, b"")


def given(key: bytes, db: Session):
    return db.get(object, 1) if verify(key) else None


def check(key: bytes):
    return bcrypt.checkpw(key, b"")


class Users:
    def __init__(self, db: Session):
        self.db = db

    def find(self, key: bytes):
        if check(key):
            self.db.commit()

    def loop(self, keys: list[bytes]):
        self.db.add(keys)
        bcrypt.checkpw(keys[0], b"")


def its_own(key: bytes):
    with SessionLocal() as db:
        db.add(key)
    return bcrypt.checkpw(key, b"")


@app.get("/session")
async def session(key: bytes):
    await nothing()
    with SessionLocal() as db:
        given(key, db)
        users = Users(db)
        users.find(key)
        users.loop([key])
    its_own(key)


def opened():
    return sqlite3.connect("rows.db")


def count():
    rows = opened()
    return rows.execute("select 1").fetchall()


def counted(rows: sqlite3.Connection):
    return rows.execute("select 1").fetchall()


def counted_each(rows: sqlite3.Connection):
    return rows.execute("select 1").fetchall()


@app.get("/connection")
async def connection():
    await nothing()
    count()
    rows = opened()
    rows.commit()
    counted(rows)
    list(map(counted_each, [rows]))


@contextmanager
def begun(rows: sqlite3.Connection):
    time.sleep(1)
    yield rows


def pause():
    return bcrypt.checkpw(b"", b"")


def stored(rows: sqlite3.Connection, text: str):
    rows.execute("begin")
    return html2text.html2text(text)


def several(rows: sqlite3.Connection):
    rows.execute("begin")
    with begun(rows):
        pause()


def again(rows: sqlite3.Connection, more: bool):
    rows.execute("begin")
    if more:
        again(rows, False)
    pause()


def deeper(rows: sqlite3.Connection):
    counted(rows)
    pause()


def deep(rows: sqlite3.Connection):
    deeper(rows)


@app.get("/others")
async def others(frame: pandas.DataFrame):
    await nothing()
    rows = sqlite3.connect("rows.db")
    frame.to_sql("rows", rows)
    stored(rows, "<a>")
    several(rows)
    again(rows, True)
    bcrypt.checkpw(rows, b"")
    deep(rows)
