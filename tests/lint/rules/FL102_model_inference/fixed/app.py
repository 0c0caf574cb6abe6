import onnxruntime
from fastapi import FastAPI

app = FastAPI()
session = onnxruntime.InferenceSession("m.onnx")


@app.get("/x")
def show(name: str):  # kept
    # a comment that stays
    return session.run(None, {})  # expect: FL102:12
