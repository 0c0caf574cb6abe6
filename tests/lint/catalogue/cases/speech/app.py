"""Voices, ears and music: made once, dear each time."""

import ChatTTS
from bark import SAMPLE_RATE, generate_audio, preload_models
from audiocraft.models import MusicGen
from demucs.apply import apply_model
from demucs.pretrained import get_model
from f5_tts.api import F5TTS
from fastapi import FastAPI
from funasr import AutoModel
from melo.api import TTS
from nemo.collections.asr.models import ASRModel
from speechbrain.inference import EncoderClassifier
from transformers import WhisperProcessor

app = FastAPI()
chat = None
melo = TTS(language="EN")
cloner = F5TTS()
ears = AutoModel(model="paraformer-zh")
recogniser = ASRModel.from_pretrained("stt_en")
speaker = EncoderClassifier.from_hparams(source="ecapa")
music = MusicGen.get_pretrained("small")
stems = get_model("htdemucs")
processor = WhisperProcessor.from_pretrained("tiny")
preload_models()


@app.on_event("startup")
async def start():
    global chat
    chat = ChatTTS.Chat()
    chat.load()


@app.get("/speak")
async def speak(text: str):
    wavs = chat.infer(text)  # expect: FL102:12:high
    melo.tts_to_file(text, 0, "a.wav")  # expect: FL102:5:high
    cloner.infer("ref.wav", "", text)  # expect: FL102:5:high
    music.generate([text])  # expect: FL102:5:high
    generate_audio(text)  # expect: FL102:5:high
    return {"rate": SAMPLE_RATE, "first": wavs[0].tolist()}


@app.get("/hear")
async def hear():
    ears.generate(input="a.wav")  # expect: FL102:5:high
    recogniser.transcribe(["a.wav"])  # expect: FL102:5:high
    speaker.encode_batch(None)  # expect: FL102:5:high
    processor([0.0], sampling_rate=16_000)  # expect: FL101:5:high
    apply_model(stems, None)  # expect: FL102:5:high


@app.get("/load")
async def load():
    ChatTTS.Chat().load()  # expect: FL103:5:high
