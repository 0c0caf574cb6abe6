import bcrypt
from fastapi import FastAPI

app = FastAPI()


@app.get("/hash")
def hashed(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt())
