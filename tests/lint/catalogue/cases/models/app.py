"""Models know what their constructors, pipelines and calls cost; chains of types lead from one to the next."""

import torch
import whisper
from fastapi import FastAPI
from faster_whisper import WhisperModel
from onnxruntime import InferenceSession
from sentence_transformers import CrossEncoder, SentenceTransformer
from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline
from ultralytics import YOLO

app = FastAPI()
detector = YOLO("yolo.pt")
classify = pipeline("sentiment-analysis")
model = AutoModelForCausalLM.from_pretrained("small")
tokenizer = AutoTokenizer.from_pretrained("small")
embedder = SentenceTransformer("small")
ranker = CrossEncoder("small")
session = InferenceSession("model.onnx")
scripted = torch.jit.load("model.pt")
speech = whisper.load_model("base")
fast_speech = WhisperModel("base")


@app.get("/vision")
async def vision():
    results = detector("image.jpg")  # expect: FL102:15
    results[0].plot()  # expect: FL101:5
    tensor = torch.zeros(3)
    scripted(tensor)  # expect: FL102:5
    session.run(None, {})  # expect: FL102:5
    torch.cuda.empty_cache()  # expect: FL101:5
    return torch.cuda.is_available()


@app.get("/text")
async def text():
    classify("fine")  # expect: FL102:5
    tokens = tokenizer("fine", return_tensors="pt")  # expect: FL101:14
    model.generate(**tokens)  # expect: FL102:5
    embedder.encode("fine")  # expect: FL102:5
    return ranker.predict([("a", "b")])  # expect: FL102:12


@app.get("/speech")
async def hear():
    speech.transcribe("a.wav")  # expect: FL102:5
    segments, _ = fast_speech.transcribe("a.wav")  # expect: FL102:19
    return [segment.text for segment in segments]  # expect: FL105:41


@app.get("/load")
async def load():
    YOLO("other.pt")  # expect: FL103:5
    return SentenceTransformer("other")  # expect: FL103:12
