import socket
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
async def show(name: str):  # kept
    # a comment that stays
    return socket.getaddrinfo(name, 443)  # expect: FL207:12
