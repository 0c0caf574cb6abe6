from fastapi import APIRouter, FastAPI
from fastapi.responses import ORJSONResponse, UJSONResponse

app = FastAPI(default_response_class=ORJSONResponse)  # expect: FL401:7:medium
router = APIRouter(default_response_class=UJSONResponse)  # expect: FL401:10:medium


@app.get("/a", response_class=UJSONResponse)  # expect: FL401:2:medium
async def a() -> dict[str, int]:
    return {"a": 1}


def create_app() -> FastAPI:
    made = FastAPI(default_response_class=ORJSONResponse)  # expect: FL401:12:medium
    made.include_router(router)
    return made
