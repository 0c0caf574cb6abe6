import asyncio, time


async def handle(reader, writer):
    time.sleep(1)  # expect: FL201:5


async def main():
    server = await asyncio.start_server(handle, "0", 1)
    time.sleep(1)  # expect: FL201:5
    async with server:
        await server.serve_forever()


asyncio.run(main())
