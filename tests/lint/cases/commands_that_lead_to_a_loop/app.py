import asyncio
import threading
import time

import click
from serving import Loop, Own, serve_forever
from settings import REPORTS


async def report():
    time.sleep(1)  # expect: FL201:5


async def reports():
    await asyncio.gather(report(), report())


@click.group()
def cli(): ...


@cli.command()
def through_a_function():
    serve_forever(1)


@cli.command()
def in_a_thread():
    threading.Thread(target=serve_forever, args=(2,)).start()


@cli.command()
def while_entered():
    with Loop():
        pass


@cli.command()
def by_inheritance():
    Own()


@cli.command()
def inside():
    def body():
        serve_forever(3)

    body()


@cli.command()
def none():
    for name in REPORTS:
        print(name)


@cli.command()
def here():
    asyncio.run(reports())
