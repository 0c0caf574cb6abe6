import asyncio
import time


async def beat():
    time.sleep(1)  # expect: FL201:5


async def main():
    asyncio.ensure_future(beat())
    time.sleep(1)  # expect: FL201:5


loop = asyncio.new_event_loop()
loop.run_until_complete(main())
with asyncio.Runner() as runner:
    runner.run(main())
