import time

from fastapi import FastAPI

app = FastAPI()


class Worker:
    def run(self):
        time.sleep(1)


class Quick:
    def run(self):
        return 1

    async def go(self):
        return self.run()


@app.get("/a")
async def a(unknown):
    unknown.run()
    return await Quick().go()
