import hashlib
from fastapi import FastAPI
app = FastAPI()
@app.get("/key")
def key(password: str = "correct horse") -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 100_000).hex()
