import av
from fastapi import FastAPI

app = FastAPI()


@app.post("/speech")
async def speech(samples, picture):
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    av.VideoFrame.from_ndarray(picture)  # expect: FL101:5:low
    return frame.to_ndarray()
