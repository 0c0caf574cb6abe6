from functools import lru_cache

import yaml
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
def a():
    time.sleep(1)


@lru_cache
def settings():
    return yaml.safe_load(open("settings.yaml"))


@app.get("/settings")
def shown():
    return settings()["name"]
