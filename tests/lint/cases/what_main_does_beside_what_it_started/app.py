import asyncio
import time

import anyio


async def client(reader, writer): ...


async def work():
    await asyncio.sleep(1)


async def prepare():
    time.sleep(1)


async def serves_clients():
    await prepare()
    time.sleep(1)
    await asyncio.start_server(client, "127.0.0.1", 0)
    while True:
        time.sleep(1)  # expect: FL201:9:high


asyncio.run(serves_clients())


async def follows():
    time.sleep(1)  # expect: FL201:5:medium


async def begins():
    time.sleep(1)
    asyncio.create_task(work())
    time.sleep(1)  # expect: FL201:5


async def awaits_who_begins():
    time.sleep(1)
    await begins()
    time.sleep(1)  # expect: FL201:5
    await follows()


anyio.run(awaits_who_begins)


async def waits_for_all():
    task = asyncio.create_task(work())
    await task
    time.sleep(1)
    await asyncio.gather(work(), work())
    time.sleep(1)
    tasks = [asyncio.create_task(work()) for _ in range(3)]
    time.sleep(1)  # expect: FL201:5
    await asyncio.gather(*tasks)
    time.sleep(1)
    tasks.append(asyncio.create_task(work()))
    await asyncio.wait(tasks)
    time.sleep(1)
    both = asyncio.gather(work(), work())
    time.sleep(1)  # expect: FL201:5
    await both
    time.sleep(1)


asyncio.new_event_loop().run_until_complete(waits_for_all())


async def has_a_group():
    async with asyncio.TaskGroup() as group:
        time.sleep(1)
        group.create_task(work())
        time.sleep(1)  # expect: FL201:9
    time.sleep(1)


with asyncio.Runner() as runner:
    runner.run(has_a_group())


async def begins_in_turns(debug):
    for _ in range(3):
        time.sleep(1)  # expect: FL201:9
        asyncio.create_task(work())


asyncio.run(begins_in_turns(0))


async def may_begin(debug):
    if debug:
        asyncio.create_task(work())
        return
    time.sleep(1)
    if not debug:
        asyncio.create_task(unknown())
    else:
        time.sleep(1)
    time.sleep(1)  # expect: FL201:5


asyncio.run(may_begin(0))


def helper():
    time.sleep(1)
    asyncio.get_running_loop().call_later(1, print)
    time.sleep(1)


async def calls_who_begins():
    helper()  # expect: FL201:5 chain: app.py:114 > app.py:110
    time.sleep(1)  # expect: FL201:5


asyncio.run(calls_who_begins())
