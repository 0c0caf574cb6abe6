from fastapi import FastAPI

app = FastAPI()
feedback_map = {"a": 1}
requests = {"get": 1}


@app.get("/a")
async def a():
    return feedback_map.get("a"), requests.get("a")
