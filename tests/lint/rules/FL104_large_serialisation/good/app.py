import faiss
from fastapi import FastAPI

app = FastAPI()
INDEX = faiss.read_index("words.index")


@app.get("/x")
def show():
    return faiss.serialize_index(INDEX)
