"""Film and its sound: segments, clips, and the frames of codecs."""

from __future__ import annotations

import io
from fractions import Fraction
from importlib import import_module
from itertools import count, cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import pixels, spoken
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FRAME = "one 720p frame"
HALF_MINUTE = "30 s of audio at 44.1 kHz"
TEN_S = "ten seconds of 720p video"


@subject("pydub", "pydub")
def _pydub() -> Iterator[Case]:
    library = import_module("pydub")
    samples = (spoken(44_100, 30) * 30_000).astype("int16")
    mono = library.AudioSegment(samples.tobytes(), sample_width=2, frame_rate=44_100, channels=1)
    both = library.AudioSegment.from_mono_audiosegments(mono, mono)
    first = mono[:1000]
    yield from each(
        "pydub.AudioSegment",
        HALF_MINUTE,
        {
            "__add__": lambda: mono + 3,
            "__sub__": lambda: mono - 3,
            "__mul__": lambda: mono * 2,
            "__getitem__": lambda: mono[1000:20_000],
            "append": lambda: mono.append(first),
            "apply_gain": lambda: mono.apply_gain(-3),
            "fade": lambda: mono.fade(to_gain=-20, start=0, duration=3000),
            "fade_in": lambda: mono.fade_in(1000),
            "fade_out": lambda: mono.fade_out(1000),
            "get_array_of_samples": mono.get_array_of_samples,
            "normalize": mono.normalize,
            "overlay": lambda: mono.overlay(mono),
            "remove_dc_offset": mono.remove_dc_offset,
            "reverse": mono.reverse,
            "invert_phase": mono.invert_phase,
            "set_frame_rate": lambda: mono.set_frame_rate(16_000),
            "set_sample_width": lambda: mono.set_sample_width(4),
            "speedup": lambda: mono.speedup(1.2),
            "compress_dynamic_range": mono.compress_dynamic_range,
            "low_pass_filter": lambda: mono.low_pass_filter(3000),
            "high_pass_filter": lambda: mono.high_pass_filter(300),
        },
    )
    at = f"{HALF_MINUTE}, stereo"
    yield from each(
        "pydub.AudioSegment",
        at,
        set_channels=lambda: both.set_channels(1),
        split_to_mono=both.split_to_mono,
        pan=lambda: both.pan(0.3),
    )
    silence = import_module("pydub.silence")
    quiet = library.AudioSegment.silent(1000, 44_100) + mono
    yield from each(
        "pydub.silence",
        HALF_MINUTE,
        split_on_silence=lambda: silence.split_on_silence(mono, 300, -40),
        detect_nonsilent=lambda: silence.detect_nonsilent(mono, 300, -40),
        detect_silence=lambda: silence.detect_silence(mono, 300, -40),
    )
    at = "a second of silence, then speech"
    yield Case("pydub.silence.detect_leading_silence", at, lambda: silence.detect_leading_silence(quiet))


def _film(seconds: int) -> bytes:
    """Encode a panning 720p picture with a camera's noise, and speech beside it, as MP4."""
    av, np = import_module("av"), import_module("numpy")
    out, picture = io.BytesIO(), np.clip(np.resize(pixels(), (720, 1280, 3)), 8, 247)
    noises = [np.random.default_rng(i).integers(-4, 5, picture.shape, "int8").view("uint8") for i in range(5)]
    with av.open(out, "w", format="mp4") as file:
        shown, heard = file.add_stream("libx264", rate=30), file.add_stream("aac", rate=44_100)
        shown.width, shown.height, shown.pix_fmt = 1280, 720, "yuv420p"
        for number in range(30 * seconds):
            frame = av.VideoFrame.from_ndarray(
                np.roll(picture, 4 * number, 1) + noises[number % 5], format="rgb24"
            )
            file.mux(shown.encode(frame))
        samples = spoken(44_100, seconds).astype("float32")[None]
        sound = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        sound.sample_rate = 44_100
        file.mux(heard.encode(sound))
        for stream in (shown, heard):
            file.mux(stream.encode(None))
    return out.getvalue()


@subject("av", "av")
def _av() -> Iterator[Case]:
    av, np = import_module("av"), import_module("numpy")
    picture = np.resize(pixels(), (720, 1280, 3))
    shown = av.VideoFrame.from_ndarray(picture, format="bgr24")
    decoded, image = shown.reformat(format="yuv420p"), shown.to_image()
    yield from each(
        "av.VideoFrame",
        FRAME,
        from_ndarray=lambda: av.VideoFrame.from_ndarray(picture, format="bgr24"),
        from_image=lambda: av.VideoFrame.from_image(image),
        to_ndarray=lambda: decoded.to_ndarray(format="bgr24"),
        to_image=decoded.to_image,
        to_rgb=decoded.to_rgb,
        reformat=lambda: shown.reformat(format="yuv420p"),
    )
    samples = spoken(16_000, 10).astype("float32")[None]
    heard = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
    at = "10 s of speech at 16 kHz"
    make = av.AudioFrame.from_ndarray
    yield Case("av.AudioFrame.from_ndarray", at, lambda: make(samples, format="fltp", layout="mono"))
    yield Case("av.AudioFrame.to_ndarray", at, heard.to_ndarray)
    one = make(samples[:, :1024], format="fltp", layout="mono")
    one.sample_rate, tool = 44_100, av.AudioResampler("s16", "mono", 16_000)
    yield Case("av.AudioResampler.resample", "one frame of 1 024 samples", lambda: tool.resample(one))


def _one_thread(stream: Any) -> Any:  # noqa: ANN401 - a library
    stream.codec_context.thread_count = 1
    return stream


@subject("av.container", "av")
def _containers() -> Iterator[Case]:
    av, film, base = import_module("av"), _film(4), "av.container.Container"

    def opened() -> Any:  # noqa: ANN401 - a library
        file = av.open(io.BytesIO(film))
        _one_thread(file.streams.video[0])
        return file

    frames = (frame for _ in cycle([0]) for frame in opened().decode(video=0))
    yield Case(f"{base}.decode", FRAME, lambda: next(frames))
    packets = (packet for _ in cycle([0]) for packet in opened().demux())
    yield Case(f"{base}.demux", "one packet", lambda: next(packets))
    held = opened()
    whole = [packet for packet in held.demux(video=0) if packet.size]
    again = cycle(whole)
    for owner, decode in (
        ("av.stream.Stream", held.streams.video[0].decode),
        ("av.CodecContext", held.streams.video[0].codec_context.decode),
    ):
        yield Case(f"{owner}.decode", FRAME, _next_through(decode, again))
    shown = [frame.reformat(format="yuv420p") for frame in opened().decode(video=0)]
    for owner in ("av.stream.Stream", "av.CodecContext"):
        written = av.open(io.BytesIO(), "w", format="mp4")
        stream = _stream(written)
        coder = stream if "stream" in owner else stream.codec_context
        yield Case(f"{owner}.encode", f"{FRAME} by x264", _encoder(coder, shown))
    at = "one packet"
    for name in ("mux", "mux_one"):
        target = av.open(io.BytesIO(), "w", format="matroska")
        stream = target.add_stream_from_template(held.streams.video[0])
        yield Case(f"{base}.{name}", at, _muxer(getattr(target, name), stream, whole))

    def start() -> Any:  # noqa: ANN401 - a library
        file = av.open(io.BytesIO(), "w", format="mp4")
        _stream(file)
        file.start_encoding()
        return file

    yield Case(f"{base}.start_encoding", "opens x264 for 720p, writes a header", start)


def _next_through(decode: Callable[[object], object], packets: Iterator[object]) -> Callable[[], object]:
    return lambda: decode(next(packets))


def _stream(file: Any) -> Any:  # noqa: ANN401 - a library
    stream = _one_thread(file.add_stream("libx264", rate=30))
    stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
    return stream


def _encoder(coder: Any, frames: list[Any]) -> Any:  # noqa: ANN401 - a library
    turns, numbers = cycle(frames), count()

    def encode() -> object:
        frame = next(turns)
        frame.pts, frame.time_base = next(numbers), Fraction(1, 30)
        return coder.encode(frame)

    return encode


def _muxer(mux: Any, stream: Any, packets: list[Any]) -> Any:  # noqa: ANN401 - a library
    turns, numbers = cycle(packets), count()

    def call() -> object:
        packet, number = next(turns), next(numbers)
        packet.stream = stream
        packet.pts = packet.dts = 1000 * number
        return mux(packet)

    return call


@subject("moviepy", "moviepy")
def _moviepy() -> Iterator[Case]:
    library, path = import_module("moviepy"), "film.mp4"
    Path(path).write_bytes(_film(10))
    clip = library.VideoFileClip(path)
    base, at = "moviepy.VideoClip", f"{FRAME} as PNG"
    yield Case(f"{base}.save_frame", at, lambda: clip.save_frame("frame.png", 1))
    short = clip.subclipped(0, 1)
    at = "30 frames of 720p as PNG"
    yield Case(
        f"{base}.write_images_sequence", at, lambda: short.write_images_sequence("f%03d.png", logger=None)
    )
    small = clip.subclipped(0, 1).resized(height=360)
    at = "ten frames of 360p"
    yield Case(f"{base}.write_gif", at, lambda: small.write_gif("film.gif", fps=10, logger=None))
    heard, base = clip.audio, "moviepy.AudioClip"
    yield Case(f"{base}.get_frame", "one sample", lambda: heard.get_frame(1))
    parts = (part for _ in cycle([0]) for part in heard.iter_frames())
    yield Case(f"{base}.iter_frames", "one sample", lambda: next(parts))
    yield Case(f"{base}.to_soundarray", "10 s of audio at 44.1 kHz", lambda: heard.to_soundarray(fps=44_100))
