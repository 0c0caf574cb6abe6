from fastapi import FastAPI
from pymongo import MongoClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

app = FastAPI()
engine = create_async_engine("sqlite+aiosqlite://")
by_class = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
own = async_sessionmaker(engine)
plain = sessionmaker(engine)
client = MongoClient()
db = client.shop


@app.get("/async")
async def asynchronous():
    async with by_class() as session:
        await session.execute(select(1))
        await session.commit()
    async with own() as session:
        await session.execute(select(1))
    async with by_class.begin() as session:
        await session.execute(select(1))


@app.get("/sync")
async def synchronous():
    with plain() as session:
        session.execute(select(1))  # expect: FL203:9


@app.get("/mongo")
async def mongo():
    db.users.find_one({})  # expect: FL203:5
    client.shop.orders.insert_one({})  # expect: FL203:5
    db.client.close()  # expect: FL203:5:low
