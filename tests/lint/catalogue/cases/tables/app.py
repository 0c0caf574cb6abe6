import pandas as pd
from fastapi import FastAPI

app = FastAPI()
table = pd.DataFrame({"a": [1]})


@app.get("/rows")
async def rows():
    return table.to_dict("records")  # expect: FL104:12


@app.get("/columns")
async def columns():
    return len(table.to_dict("series")) + len(table.to_dict(orient="series"))
