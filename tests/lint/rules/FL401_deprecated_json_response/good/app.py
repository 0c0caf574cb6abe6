from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, ORJSONResponse

app = FastAPI()


@app.get("/a")
async def a() -> dict[str, int]:
    return {"a": 1}


@app.get("/b", response_class=HTMLResponse)
async def b() -> str:
    return "<p>"


@app.get("/c", response_class=JSONResponse)
async def c() -> dict[str, int]:
    return {"c": 1}


@app.get("/d")
async def d():
    return ORJSONResponse({"d": 1})
