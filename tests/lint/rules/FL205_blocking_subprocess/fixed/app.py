import subprocess
from fastapi import FastAPI

app = FastAPI()


@app.get("/x")
def show(name: str):  # kept
    # a comment that stays
    return subprocess.run([name])  # expect: FL205:12
