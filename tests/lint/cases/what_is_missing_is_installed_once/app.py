import importlib.util
import subprocess
import sys

from fastapi import FastAPI

app = FastAPI()


def ensure(package):
    if not importlib.util.find_spec(package):
        subprocess.check_call([sys.executable, "-m", "pip", "install", package])


@app.get("/a")
async def a():
    ensure("acme")  # expect: FL205:5:medium
