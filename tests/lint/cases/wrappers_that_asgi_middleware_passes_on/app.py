import time

from fastapi import FastAPI

app = FastAPI()


class Timing:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def receive_slowly():
            time.sleep(1)  # expect: FL201:13
            return await receive()

        async def send_slowly(message):
            time.sleep(1)  # expect: FL201:13
            await send(message)

        async def send_never(message):
            time.sleep(1)
            await send(message)

        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        await self.app(scope, receive_slowly, send_slowly)


app.add_middleware(Timing)
