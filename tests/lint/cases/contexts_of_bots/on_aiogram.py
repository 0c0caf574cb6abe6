import time

from aiogram import BaseMiddleware, Dispatcher, F, Router

router = Router()
dispatcher = Dispatcher()


@router.message(F.voice)
async def heard(message):
    time.sleep(1)  # expect: FL201:5


async def answered(query):
    time.sleep(1)  # expect: FL201:5


@dispatcher.startup()
async def started():
    time.sleep(1)


class Throttle(BaseMiddleware):
    async def __call__(self, handler, event, data):
        time.sleep(1)  # expect: FL201:9
        return await handler(event, data)


dispatcher.callback_query.register(answered, F.data == "yes")
