import asyncio
import time


class Worker:
    def start(self):
        self.task = asyncio.get_event_loop().create_task(self.work())

    async def work(self):
        while True:
            self.step()  # expect: FL201:13
            await asyncio.sleep(1)

    def step(self):
        time.sleep(1)


async def once():
    time.sleep(1)  # expect: FL201:5


async def never():
    time.sleep(1)


def forget(loop):
    loop.create_task(never())


def main():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    for worker in [Worker(), Worker()]:
        worker.start()
    loop.create_task(once())
    try:
        loop.run_forever()
    finally:
        loop.close()


if __name__ == "__main__":
    main()
