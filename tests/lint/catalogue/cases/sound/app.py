"""Speech, voices and music."""

import azure.cognitiveservices.speech as speechsdk
import mlx_whisper
import nemo.collections.asr as nemo_asr
import sherpa_onnx
import whisper_timestamped
from audiocraft.models import MusicGen
from bark import generate_audio
from deepgram import DeepgramClient
from demucs.separate import main as separate
from f5_tts.api import F5TTS
from fastapi import FastAPI, UploadFile
from funasr import AutoModel
from melo.api import TTS
from parler_tts import ParlerTTSForConditionalGeneration
from piper import PiperVoice
from pywhispercpp.model import Model
from speechbrain.pretrained import EncoderClassifier, SpeakerRecognition
from spleeter.separator import Separator
from transformers import SpeechT5ForTextToSpeech, SpeechT5HifiGan
from TTS.utils.manage import ModelManager

app = FastAPI()
paraformer = AutoModel(model="paraformer-zh")
speakers = EncoderClassifier.from_hparams(source="spkrec-ecapa-voxceleb")
verifier = SpeakerRecognition.from_hparams(source="spkrec-ecapa-voxceleb")
conformer = nemo_asr.models.EncDecCTCModel.from_pretrained("stt_en_conformer")
deepgram = DeepgramClient()
stamped = whisper_timestamped.load_model("tiny")
small = Model("base.en")
stream = sherpa_onnx.OfflineRecognizer.from_whisper(encoder="a", decoder="b", tokens="c")
melo = TTS(language="EN")
piper = PiperVoice.load("voice.onnx")
parler = ParlerTTSForConditionalGeneration.from_pretrained("parler")
f5 = F5TTS()
music = MusicGen.get_pretrained("small")
stems = Separator("spleeter:2stems")
speech = SpeechT5ForTextToSpeech.from_pretrained("microsoft/speecht5_tts")
vocoder = SpeechT5HifiGan.from_pretrained("microsoft/speecht5_hifigan")


@app.post("/hear")
async def hear(file: UploadFile):
    paraformer.generate(input=file.filename)  # expect: FL102:5
    conformer.transcribe([file.filename])  # expect: FL102:5
    small.transcribe(file.filename)  # expect: FL102:5
    mlx_whisper.transcribe(file.filename)  # expect: FL102:5
    whisper_timestamped.transcribe(stamped, file.filename)  # expect: FL102:5
    stream.decode_stream(stream.create_stream())  # expect: FL102:5
    speechsdk.SpeechRecognizer(speech_config=None).recognize_once()  # expect: FL202:5
    return deepgram.listen.prerecorded.v("1").transcribe_file({}, {})  # expect: FL202:12


@app.post("/who")
async def who(file: UploadFile):
    speakers.encode_batch(await file.read())  # expect: FL102:5
    return verifier.verify_files(file.filename, "known.wav")  # expect: FL102:12


@app.post("/say")
async def say(text: str, settings: object):
    ModelManager().download_model("tts_models/en/x/y")  # expect: FL202:5
    speechsdk.SpeechSynthesizer(speech_config=settings).speak_text_async(text).get()  # expect: FL202:5
    melo.tts_to_file(text, 0, "a.wav")  # expect: FL102:5
    for chunk in piper.synthesize(text):  # expect: FL105:18
        print(chunk)
    parler.generate(text)  # expect: FL102:5
    f5.infer("a.wav", text, text)  # expect: FL102:5
    generate_audio(text)  # expect: FL102:5
    vocoder(text)  # expect: FL102:5
    return speech.generate_speech(text, None, vocoder=vocoder)  # expect: FL102:12


@app.post("/play")
async def play(text: str):
    music.generate([text])  # expect: FL102:5
    separate(["--two-stems", "vocals", text])  # expect: FL102:5
    stems.separate_to_file(text, "out")  # expect: FL102:5
