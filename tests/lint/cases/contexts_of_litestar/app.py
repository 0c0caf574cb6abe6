import time
from litestar import Litestar, get, post, Controller


@get("/")
async def index() -> str:
    time.sleep(1)  # expect: FL201:5
    return "x"


@get("/s", sync_to_thread=True)
def sync() -> str:
    time.sleep(1)
    return "x"


class C(Controller):
    path = "/c"

    @post()
    async def create(self) -> str:
        time.sleep(1)  # expect: FL201:9
        return ""


app = Litestar([index, C])
