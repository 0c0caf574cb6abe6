"""Sound as arrays: files, spectra, pitch, effects, and loudness."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import spoken
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

HIGH = "10 s of audio at 44.1 kHz"
WAV = f"{HIGH} as WAV"
TEN_S = "10 s of audio at 22 kHz"
BLOCK = 65_536
A_BLOCK = "one block of 65 536 samples"


@subject("soundfile", "soundfile")
def _soundfile() -> Iterator[Case]:
    sf, audio = import_module("soundfile"), spoken(44_100, 10)

    def write() -> io.BytesIO:
        out = io.BytesIO()
        sf.write(out, audio, 44_100, format="WAV")
        return out

    def write_open() -> None:
        with sf.SoundFile(io.BytesIO(), "w", 44_100, 1, format="WAV") as file:
            file.write(audio)

    written = write().getvalue()
    file, path = sf.SoundFile(io.BytesIO(written)), Path(tempfile.mkdtemp()) / "long.wav"
    sf.write(path, spoken(44_100, 60), 44_100)

    def read_open() -> object:
        file.seek(0)
        return file.read()

    yield from each("soundfile", WAV, read=lambda: sf.read(io.BytesIO(written)), write=write)
    yield from each("soundfile.SoundFile", WAV, read=read_open, write=write_open)
    long = sf.SoundFile(path)
    blocks = (block for _ in cycle([0]) for block in sf.blocks(path, BLOCK))
    yield Case("soundfile.blocks", A_BLOCK, lambda: next(blocks))
    again = (block for _ in cycle([0]) if not long.seek(0) for block in long.blocks(BLOCK))
    yield Case("soundfile.SoundFile.blocks", A_BLOCK, lambda: next(again))


@subject("librosa", "librosa")
def _librosa() -> Iterator[Case]:
    librosa, sf = import_module("librosa"), import_module("soundfile")
    audio, path = spoken(22_050, 10).astype("float32"), Path(tempfile.mkdtemp()) / "a.wav"
    sf.write(path, spoken(44_100, 10), 44_100)
    at = f"{HIGH}, resampled to 22 kHz"
    yield Case("librosa.load", at, lambda: librosa.load(path))
    yield Case("librosa.resample", at, lambda: librosa.resample(audio, orig_sr=44_100, target_sr=22_050))
    blocks = (
        block
        for _ in cycle([0])
        for block in librosa.stream(path, block_length=32, frame_length=2048, hop_length=2048)
    )
    yield Case("librosa.stream", A_BLOCK, lambda: next(blocks))
    spectrum, constant = librosa.stft(audio), librosa.cqt(audio)
    power = abs(spectrum) ** 2
    of_audio = "stft cqt vqt iirt reassigned_spectrogram"
    yield from alike("librosa", librosa, of_audio, TEN_S, audio)
    yield from alike("librosa", librosa, "yin pyin", TEN_S, audio, fmin=65, fmax=2093)
    yield from alike("librosa", librosa, "istft magphase amplitude_to_db", TEN_S, spectrum)
    yield from alike("librosa", librosa, "power_to_db db_to_power db_to_amplitude", TEN_S, power)
    yield from alike("librosa", librosa, "pcen griffinlim", TEN_S, power)
    yield Case("librosa.icqt", TEN_S, lambda: librosa.icqt(constant))
    both = librosa.util.stack([audio, audio])
    yield Case("librosa.to_mono", f"{TEN_S}, stereo", lambda: librosa.to_mono(both))
    mel = librosa.filters.mel
    yield Case("librosa.filters.mel", "128 bands at 22 kHz", lambda: mel(sr=22_050, n_fft=2048))


@subject("librosa.feature", "librosa")
def _features() -> Iterator[Case]:
    librosa, audio = import_module("librosa"), spoken(22_050, 10).astype("float32")
    of_rate = (
        "melspectrogram mfcc chroma_stft spectral_centroid spectral_contrast spectral_rolloff spectral_bandwidth "
        "spectral_flatness tempogram chroma_cqt chroma_cens tonnetz rms"
    )
    base = "librosa.feature"
    yield from alike(base, librosa.feature, of_rate, TEN_S, y=audio)
    yield Case(f"{base}.zero_crossing_rate", TEN_S, lambda: librosa.feature.zero_crossing_rate(audio))
    whole = librosa.feature.mfcc(y=audio)
    yield Case(f"{base}.delta", f"the MFCCs of {TEN_S}", lambda: librosa.feature.delta(whole))


@subject("librosa.onset", "librosa")
def _onsets() -> Iterator[Case]:
    librosa, audio = import_module("librosa"), spoken(22_050, 10).astype("float32")
    yield from alike("librosa.beat", librosa.beat, "beat_track tempo plp", TEN_S, y=audio)
    yield from alike("librosa.onset", librosa.onset, "onset_detect onset_strength", TEN_S, y=audio)
    name, spectrum = "librosa.decompose.hpss", abs(librosa.stft(audio))
    yield Case(name, TEN_S, lambda: librosa.decompose.hpss(spectrum))
    yield Case("librosa.piptrack", TEN_S, lambda: librosa.piptrack(y=audio))


@subject("librosa.effects", "librosa")
def _effects() -> Iterator[Case]:
    librosa, audio = import_module("librosa"), spoken(22_050, 10).astype("float32")
    plain = "trim split harmonic percussive hpss preemphasis deemphasis"
    effects, base = librosa.effects, "librosa.effects"
    parts = effects.split(audio, top_db=30)
    yield from alike(base, effects, plain, TEN_S, audio)
    yield from each(
        base,
        TEN_S,
        time_stretch=lambda: effects.time_stretch(audio, rate=1.2),
        pitch_shift=lambda: effects.pitch_shift(audio, sr=22_050, n_steps=4),
        remix=lambda: effects.remix(audio, parts),
    )


@subject("resampy", "resampy")
def _resampy() -> Iterator[Case]:
    library, audio = import_module("resampy"), spoken(44_100, 10)
    at = f"{HIGH} to 16 kHz"
    yield Case("resampy.resample", at, lambda: library.resample(audio, 44_100, 16_000))


@subject("noisereduce", "noisereduce")
def _noisereduce() -> Iterator[Case]:
    library, audio = import_module("noisereduce"), spoken(44_100, 10)
    yield Case("noisereduce.reduce_noise", HIGH, lambda: library.reduce_noise(audio, 44_100))


@subject("pyloudnorm", "pyloudnorm")
def _pyloudnorm() -> Iterator[Case]:
    meter, audio = import_module("pyloudnorm").Meter(44_100), spoken(44_100, 10)
    yield Case("pyloudnorm.Meter.integrated_loudness", HIGH, lambda: meter.integrated_loudness(audio))
