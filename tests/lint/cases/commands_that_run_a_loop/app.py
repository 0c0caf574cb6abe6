import asyncio
import time

import click
import typer

app = typer.Typer()


async def one():
    time.sleep(1)  # expect: FL201:5


async def fetch_all():
    time.sleep(1)
    await asyncio.gather(one(), one())


@app.command()
def fetch():
    asyncio.run(fetch_all())


@click.group()
def cli(): ...


async def two():
    time.sleep(1)  # expect: FL201:5


async def serve_all():
    await asyncio.gather(two(), two())


@cli.command()
def serve():
    time.sleep(1)
    asyncio.run(serve_all())
