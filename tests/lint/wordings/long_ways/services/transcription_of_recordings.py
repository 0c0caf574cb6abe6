import time


class TranscriptionService:
    async def transcribe_all_recordings(self, names: list[str]) -> None:
        for name in names:
            await self.transcribe_one_recording(name)

    async def transcribe_one_recording(self, name: str) -> None:
        time.sleep(1)
        await self.transcribe_recording_in_language(name, "en")

    async def transcribe_recording_in_language(self, name: str, language: str) -> None:
        time.sleep(1)
