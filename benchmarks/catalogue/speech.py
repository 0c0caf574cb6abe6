"""Speech: pitch, voices, and what recognises them; networks have random weights, on which the time does not depend."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import spoken
from benchmarks.catalogue.listing import alike, each
from benchmarks.catalogue.tensors import single_threaded
from benchmarks.catalogue.tokens import fast_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterator

TEN_S = "10 s of audio at 16 kHz"
KINDS = "AST Clap Encodec SeamlessM4T Speech2Text SpeechT5 Wav2Vec2 Whisper Wav2Vec2Bert"
SAID = 50
"""Tokens of speech of 30 s, a third of what a fast speaker says."""


@subject("parselmouth", "praat-parselmouth")
def _parselmouth() -> Iterator[Case]:
    library = import_module("parselmouth")
    sound, praat = library.Sound(spoken(16_000, 10), 16_000), import_module("parselmouth.praat")
    names = (
        "to_pitch to_pitch_ac to_pitch_cc to_intensity to_formant_burg to_harmonicity to_spectrogram to_mfcc"
    )
    yield from alike("parselmouth.Sound", sound, names, TEN_S)
    yield Case("parselmouth.Sound.resample", f"{TEN_S} to 8 kHz", lambda: sound.resample(8000))
    script = Path("pitch.praat")
    script.write_text("To Pitch: 0, 75, 600\n", encoding="utf-8")
    yield from each(
        "parselmouth.praat",
        f"the pitch of {TEN_S}",
        call=lambda: praat.call(sound, "To Pitch", 0, 75, 600),
        run=lambda: praat.run(sound, "To Pitch: 0, 75, 600"),
        run_file=lambda: praat.run_file(sound, str(script)),
    )


@subject("pyworld", "pyworld")
def _pyworld() -> Iterator[Case]:
    world, rate = import_module("pyworld"), 16_000
    sound = spoken(rate, 10)
    pitch, times = world.dio(sound, rate)
    shape, noise = world.cheaptrick(sound, pitch, times, rate), world.d4c(sound, pitch, times, rate)
    yield from alike("pyworld", world, "dio harvest wav2world", TEN_S, sound, rate)
    yield from alike("pyworld", world, "stonemask cheaptrick d4c", TEN_S, sound, pitch, times, rate)
    yield Case("pyworld.synthesize", TEN_S, partial(world.synthesize, pitch, shape, noise, rate))


@subject("transformers.audio_utils", "transformers")
def _extractors() -> Iterator[Case]:
    torch, hub = single_threaded(), import_module("transformers")
    sound, tokens, kinds = (
        spoken(16_000, 10).astype("float32"),
        fast_tokenizer(),
        {"Wav2Vec2Bert": "SeamlessM4T"},
    )
    for kind in KINDS.split():
        tool = getattr(hub, f"{kinds.get(kind, kind)}FeatureExtractor")()
        rate, at = tool.sampling_rate, f"10 s of audio at {tool.sampling_rate // 1000} kHz"
        asked = {"sampling_rate": rate, "return_tensors": "pt"}
        heard = sound if rate == 16_000 else spoken(rate, 10).astype("float32")  # noqa: PLR2004 - the rate of `sound`
        if kind not in kinds:
            yield Case(f"transformers.{kind}FeatureExtractor.__call__", at, partial(tool, heard, **asked))
        maker = getattr(hub, f"{kind}Processor", None)
        if maker and kind != "Encodec":
            both = maker(tool, tokens)
            yield Case(f"transformers.{kind}Processor.__call__", at, partial(both, audio=heard, **asked))
    clap = hub.ClapModel(hub.ClapConfig()).eval()
    features = torch.rand(1, 1, 1001, 64)
    longer = torch.tensor([[False]])
    at = "CLAP with random weights, 10 s of audio, on the CPU"
    name = "transformers.PreTrainedModel.get_audio_features"
    yield Case(name, at, lambda: clap.get_audio_features(input_features=features, is_longer=longer))
    speaker = hub.SpeechT5ForTextToSpeech(hub.SpeechT5Config()).eval()
    letters, voice = torch.randint(4, 80, (1, 32)), torch.rand(1, 512)
    say = partial(speaker.generate_speech, letters, voice, minlenratio=5, maxlenratio=5)
    at = "SpeechT5 with random weights, 32 letters, 80 steps, on the CPU"
    yield Case("transformers.PreTrainedModel.generate_speech", at, say)


@subject("whisper", "openai-whisper")
def _whisper() -> Iterator[Case]:
    torch, library = single_threaded(), import_module("whisper")
    shape = library.model.ModelDimensions(80, 1500, 512, 8, 6, 51_865, 448, 512, 8, 6)
    model, sound = library.Whisper(shape).eval(), spoken(16_000, 30).astype("float32")
    mel, at = (
        library.log_mel_spectrogram(sound),
        "the base model with random weights, 30 s of audio, on the CPU",
    )
    yield Case("whisper.log_mel_spectrogram", "30 s of audio", lambda: library.log_mel_spectrogram(sound))
    heard, tokens = model.embed_audio(mel[None]), torch.randint(0, 50_000, (1, 50))
    options = library.DecodingOptions(language="en", fp16=False, sample_len=SAID)
    name, once = "whisper.Whisper", {"language": "en", "fp16": False, "sample_len": SAID, "temperature": 0.0}
    yield Case(f"{name}.logits", f"50 tokens, {at}", lambda: model.logits(tokens, heard))
    yield Case(f"{name}.embed_audio", at, lambda: model.embed_audio(mel[None]))
    yield from each(
        "whisper", at, {"detect_language Whisper.detect_language": lambda: model.detect_language(mel)}
    )
    decode = {"decode Whisper.decode": lambda: model.decode(mel, options)}
    yield from each("whisper", f"{at}, {SAID} tokens said", decode)
    write = {"transcribe Whisper.transcribe": lambda: model.transcribe(sound, **once)}
    yield from each("whisper", f"{at}, {SAID} tokens said, one temperature", write)


@subject("silero_vad", "silero-vad")
def _silero() -> Iterator[Case]:
    torch, library = single_threaded(), import_module("silero_vad")
    model, sound = library.load_silero_vad(), torch.from_numpy(spoken(16_000, 10)).float()
    yield Case("silero_vad.get_speech_timestamps", TEN_S, lambda: library.get_speech_timestamps(sound, model))
    library.save_audio("a.wav", sound)
    yield Case("silero_vad.save_audio", TEN_S, lambda: library.save_audio("b.wav", sound))
    yield Case("silero_vad.read_audio", TEN_S, lambda: library.read_audio("a.wav"))


@subject("speech_recognition", "SpeechRecognition")
def _recognition() -> Iterator[Case]:
    library, samples = import_module("speech_recognition"), (spoken(16_000, 10) * 30_000).astype("int16")
    tool, data = library.Recognizer(), library.AudioData(samples.tobytes(), 16_000, 2)
    Path("a.wav").write_bytes(data.get_wav_data())

    def record() -> object:
        with library.AudioFile("a.wav") as source:
            return tool.record(source)

    base = "speech_recognition.Recognizer"
    yield Case(f"{base}.record", TEN_S, record)

    def recognise() -> object:
        try:
            return tool.recognize_sphinx(data)
        except library.UnknownValueError:
            return None

    yield Case(f"{base}.recognize_sphinx", f"{TEN_S}; loads its model each time", recognise)


@subject("faster_whisper.vad", "faster-whisper")
def _hearing() -> Iterator[Case]:
    library, vad = import_module("faster_whisper"), import_module("faster_whisper.vad")
    sound, file = spoken(16_000, 30).astype("float32"), Path("a.wav")
    import_module("soundfile").write(file, spoken(44_100, 30), 44_100)
    at = "30 s of audio"
    yield Case("faster_whisper.vad.get_speech_timestamps", at, lambda: vad.get_speech_timestamps(sound))
    at = f"{at} at 44.1 kHz as WAV, to 16 kHz"
    yield Case("faster_whisper.decode_audio", at, lambda: library.decode_audio(str(file)))
