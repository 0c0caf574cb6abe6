import asyncio
import time


class Echo(asyncio.Protocol):
    def data_received(self, data):
        time.sleep(1)  # expect: FL201:9


def readable():
    time.sleep(1)  # expect: FL201:5


def finished(task):
    time.sleep(1)  # expect: FL201:5


async def poll():
    while True:
        time.sleep(1)  # expect: FL201:9
        await asyncio.sleep(1)


async def client(reader, writer):
    time.sleep(1)  # expect: FL201:5


async def prepare():
    time.sleep(1)


async def fetch(number):
    time.sleep(1)  # expect: FL201:5


async def main():
    await prepare()
    task = asyncio.create_task(poll())
    task.add_done_callback(finished)
    loop = asyncio.get_running_loop()
    loop.add_reader(0, readable)
    await loop.create_server(Echo, "127.0.0.1", 0)
    server = await asyncio.start_server(client, "127.0.0.1", 0)
    await asyncio.gather(fetch(1), fetch(2))
    time.sleep(1)  # expect: FL201:5
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
