import time

import aiohttp
import chainlit as cl
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from faststream.rabbit import RabbitBroker
from mcp.server.fastmcp import FastMCP
from slack_bolt.async_app import AsyncApp
from telethon import TelegramClient, events

client = TelegramClient("session", 1, "hash")
slack = AsyncApp(token="")
server = FastMCP("tools")
broker = RabbitBroker("amqp://localhost")
scheduler = AsyncIOScheduler()


@client.on(events.NewMessage)
async def received(event):
    time.sleep(1)  # expect: FL201:5


@slack.command("/report")
async def report(ack, body):
    time.sleep(1)  # expect: FL201:5


@server.tool()
def count(text: str) -> int:
    time.sleep(1)  # expect: FL201:5
    return len(text)


@broker.subscriber("orders")
async def ordered(body):
    time.sleep(1)  # expect: FL201:5


@broker.subscriber("orders")
def ordered_in_a_thread(body):
    time.sleep(1)


@cl.on_message
async def asked(message):
    class Pinned(aiohttp.abc.AbstractResolver):
        async def resolve(self, host, port=0, family=0):
            time.sleep(1)  # expect: FL201:13
            return []

    connector = aiohttp.TCPConnector(resolver=Pinned())
    async with aiohttp.ClientSession(connector=connector) as session:
        await session.get(message)


async def tick():
    time.sleep(1)  # expect: FL201:5


scheduler.add_job(tick, "interval", seconds=10)
