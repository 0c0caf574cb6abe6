import asyncio
import time

import grpc
import uvicorn
import websockets
from aiohttp import web


async def echo(socket): ...


async def of_aiohttp():
    runner = web.AppRunner(web.Application())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    time.sleep(1)
    await site.start()
    time.sleep(1)  # expect: FL201:5:high


asyncio.run(of_aiohttp())


async def of_uvicorn():
    server = uvicorn.Server(uvicorn.Config("app:app"))
    time.sleep(1)
    serving = asyncio.create_task(server.serve())
    time.sleep(1)  # expect: FL201:5:medium
    await serving
    time.sleep(1)


asyncio.run(of_uvicorn())


async def waited_for():
    server = uvicorn.Server(uvicorn.Config("app:app"))
    time.sleep(1)
    await server.serve()


asyncio.run(waited_for())


async def of_websockets():
    async with websockets.serve(echo, "127.0.0.1", 0):
        time.sleep(1)  # expect: FL201:9


asyncio.run(of_websockets())


async def of_grpc():
    server = grpc.aio.server()
    time.sleep(1)
    await server.start()
    time.sleep(1)  # expect: FL201:5
    await server.wait_for_termination()


asyncio.run(of_grpc())
