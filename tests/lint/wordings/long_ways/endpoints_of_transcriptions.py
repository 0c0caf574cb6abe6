from fastapi import FastAPI
from services.transcription_of_recordings import TranscriptionService

app = FastAPI()
service = TranscriptionService()


@app.post("/all")
async def transcribe_whatever_is_there() -> None:
    await service.transcribe_all_recordings(["a"])


@app.websocket("/one")
async def transcribe_what_is_spoken() -> None:
    await service.transcribe_one_recording("a")
