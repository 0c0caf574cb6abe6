from fastapi import FastAPI

import pkg
import pkg.deep.slow as aliased
from pkg import exported, renamed
from pkg.star import starred

app = FastAPI()


@app.get("/a")
async def a():
    exported()  # expect: FL201:5
    renamed()  # expect: FL201:5
    starred()  # expect: FL201:5
    aliased.slow()  # expect: FL201:5
    pkg.deep.slow.slow()  # expect: FL201:5
    from pkg.deep import slow

    slow.slow()  # expect: FL201:5
