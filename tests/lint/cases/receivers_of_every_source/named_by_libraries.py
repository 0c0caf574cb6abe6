from fastapi import FastAPI
from passlib.apps import custom_app_context as passwords

app = FastAPI()


@app.get("/in")
async def log_in(password: str, known: str):
    return passwords.verify(password, known)  # expect: FL101:12
