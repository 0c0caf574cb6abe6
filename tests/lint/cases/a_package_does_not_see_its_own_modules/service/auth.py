import time


async def current_user():
    time.sleep(1)  # expect: FL201:5
    return "someone"


async def current_admin():
    time.sleep(1)  # expect: FL201:5
    return "someone"
