"""Each finding names the root that leads to it, and who awaits, starts or hands over its function."""

import asyncio
import contextlib

from fastapi import BackgroundTasks, Depends, FastAPI, WebSocket
from services import skills
from services.skills import SkillService

app = FastAPI()
service = SkillService()


@app.post("/skills")
async def create():
    return await service.create_skill()


@app.post("/bulk")
async def create_all():
    return await asyncio.gather(*[service.import_skill() for _ in range(9)])


async def user():
    return await skills.check()


@app.get("/me")
async def me(name=Depends(user)):
    async with skills.opened():
        return name


@app.post("/sign-up")
async def sign_up(tasks: BackgroundTasks):
    tasks.add_task(skills.greet)


def spawn():
    return asyncio.create_task(skills.tidy())


@contextlib.asynccontextmanager
async def lifespan(app):
    await skills.ready()
    spawn()
    yield


other = FastAPI(lifespan=lifespan)


@app.websocket("/live")
async def live(socket: WebSocket):
    async for row in skills.rows():
        await socket.send_json(row)
    asyncio.get_running_loop().call_later(5, skills.ping)
