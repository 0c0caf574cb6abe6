import base64

from fastapi import FastAPI, Header

app = FastAPI()


@app.get("/who")
async def who(authorization: str = Header()):
    return base64.b64decode(authorization.removeprefix("Basic "))  # expect: FL104:12:low
