import time


class Runner:
    def run(self):
        time.sleep(1)

    async def stop(self):
        pass
