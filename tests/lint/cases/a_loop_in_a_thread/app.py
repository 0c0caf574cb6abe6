import asyncio
import threading
import time


class Worker:
    def start(self):
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=self.serve, args=(loop, "jobs"), daemon=True)
        thread.start()

    def serve(self, loop, queue):
        asyncio.set_event_loop(loop)
        loop.run_until_complete(self.listen(queue))

    async def listen(self, queue):
        while True:
            asyncio.create_task(self.handle(queue))
            await asyncio.sleep(1)

    async def handle(self, job):
        time.sleep(1)  # expect: FL201:9


async def main():
    Worker().start()
    await asyncio.sleep(3600)


asyncio.run(main())
