"""Sound as tensors."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.tensors import single_threaded

if TYPE_CHECKING:
    from collections.abc import Iterator

AUDIO = "10 s of audio at 16 kHz"


@subject("torchaudio", "torchaudio")
def _torchaudio() -> Iterator[Case]:
    torch, tools, functional = (
        single_threaded(),
        import_module("torchaudio.transforms"),
        import_module("torchaudio.functional"),
    )
    wave = torch.sin(torch.linspace(0, 40_000, 160_000))[None] * 0.5 + torch.rand(1, 160_000) * 0.05
    spectrum, complexes = tools.Spectrogram()(wave), tools.Spectrogram(power=None)(wave)
    mel = tools.MelScale(n_stft=201)(spectrum)
    yield Case("torchaudio.functional.resample", AUDIO, lambda: functional.resample(wave, 16_000, 8_000))
    made = {
        "Resample": (tools.Resample(16_000, 8_000), wave),
        "MelSpectrogram": (tools.MelSpectrogram(16_000), wave),
        "Spectrogram": (tools.Spectrogram(), wave),
        "MFCC": (tools.MFCC(16_000), wave),
        "AmplitudeToDB": (tools.AmplitudeToDB(), spectrum),
        "GriffinLim": (tools.GriffinLim(), spectrum),
        "InverseMelScale": (tools.InverseMelScale(201, driver="gelsd"), mel),
        "MelScale": (tools.MelScale(n_stft=201), spectrum),
        "Vol": (tools.Vol(0.5), wave),
        "Vad": (tools.Vad(16_000), wave),
        "TimeStretch": (tools.TimeStretch(n_freq=201, fixed_rate=1.2), complexes),
        "PitchShift": (tools.PitchShift(16_000, 4), wave),
        "Fade": (tools.Fade(1000, 1000), wave),
    }
    for name, (tool, value) in made.items():
        for method in ("__call__", "forward"):
            yield Case(f"torchaudio.transforms.{name}.{method}", AUDIO, partial(getattr(tool, method), value))
