"""Databases: building a query is free, running it is not; sessions of the asynchronous kind are silent."""

import redis
from fastapi import Depends, FastAPI
from google.cloud import firestore
from psycopg2 import connect
from pymongo import MongoClient
from redis import asyncio as aioredis
from sqlalchemy import create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
engine = create_engine("sqlite://")
SessionLocal = sessionmaker(bind=engine)
later = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))
mongo = MongoClient()
cache = redis.Redis()
later_cache = aioredis.Redis()
documents = firestore.Client()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


async def get_later():
    async with later() as db:
        yield db


@app.get("/sql")
async def sql(db: Session = Depends(get_db)):
    query = db.query(object).filter(object).order_by(object)
    query.all()  # expect: FL203:5
    db.execute(select(object)).scalars().all()  # expect: FL203:5
    db.add(object())
    db.commit()  # expect: FL203:5
    with connect("") as connection, connection.cursor() as cursor:  # expect: FL203:10
        cursor.execute("select 1")  # expect: FL203:9
        return cursor.fetchall()


@app.get("/documents")
async def found():
    mongo["shop"]["users"].find_one({})  # expect: FL203:5
    cursor = mongo["shop"]["users"].find({}).sort("name")
    list(cursor)  # expect: FL105:5
    cache.get("key")  # expect: FL203:5
    cache.pipeline().set("a", 1).execute()  # expect: FL203:5
    documents.collection("a").document("b").get()  # expect: FL203:5
    for each in documents.collection("a").where("b", "==", 1).stream():  # expect: FL105:17
        print(each)


@app.get("/later")
async def silent(db: AsyncSession = Depends(get_later)):
    result = await db.execute(select(object))
    db.add(object())
    await db.commit()
    await later_cache.get("key")
    return result.scalars().all()
