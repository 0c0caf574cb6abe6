import faiss
from fastapi import FastAPI

app = FastAPI()
INDEX = faiss.read_index("words.index")


@app.get("/x")
async def show(name: str):  # kept
    # a comment that stays
    return faiss.serialize_index(INDEX)  # expect: FL104:12
