import time

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute


class SlowRequest(Request):
    async def body(self):
        time.sleep(1)  # expect: FL201:9
        return await super().body()


class SlowRoute(APIRoute):
    def get_route_handler(self):
        original = super().get_route_handler()

        async def handler(request: Request):
            time.sleep(1)  # expect: FL201:13
            return await original(SlowRequest(request.scope, request.receive))

        return handler


class SlowResponse(JSONResponse):
    def render(self, content):
        time.sleep(1)  # expect: FL201:9
        return super().render(content)


router = APIRouter(route_class=SlowRoute)
app = FastAPI(default_response_class=SlowResponse)
app.include_router(router)
