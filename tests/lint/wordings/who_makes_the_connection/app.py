import sqlite3
from contextlib import contextmanager
from functools import wraps

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make = sessionmaker(create_engine("postgresql://"))
shared = make()


class Users:
    @contextmanager
    def opened(self):
        connection = sqlite3.connect("users.db")
        yield connection
        connection.commit()

    def of(self, name):
        with self.opened() as connection:
            return connection.execute("select * from users where name = ?", (name,)).fetchone()

    def kept(self, name):
        return self.connection.execute("select * from users where name = ?", (name,)).fetchone()

    def __init__(self):
        self.connection = sqlite3.connect("users.db")


users = Users()


def with_session(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        with make() as session:
            found = function(session, *args, **kwargs)
            session.commit()
            return found

    return wrapper


@with_session
def add(session, name):
    session.execute(select(name))


def rows(session, name):
    return session.execute(select(name)).all()


class Repository:
    def __init__(self, session):
        self.session = session

    def rows(self, name):
        return self.session.execute(select(name)).all()


def through(session, name):
    return Repository(session).rows(name)


def database():
    with make() as session:
        yield session


def opened():
    connection = sqlite3.connect("users.db")
    connection.execute("pragma journal_mode=wal")
    return connection


@app.get("/made")
async def made(name: str):
    await app.state.queue.get()
    return users.of(name), add(name)


@app.get("/kept")
async def kept(name: str, session: Session = Depends(database)):
    await app.state.queue.get()
    opened().execute("delete from users")
    return users.kept(name), rows(session, name), rows(shared, name), through(session, name)
