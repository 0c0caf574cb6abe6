"""Frames: OpenCV's reading and writing of videos, what moves between two of them, and who is in one."""

from __future__ import annotations

import functools
import itertools
import os
import subprocess
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import each
from benchmarks.catalogue.pictures import OPENCV, opencv, scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FRAME = "one 640x480 frame"
FULL_HD = "one 1080p frame"
PERSON = "one 640x480 photo of a person"


@functools.cache
def photograph() -> Any:  # noqa: ANN401 - an array
    """Take scikit-image's photo of a person, 640x480."""
    cv2, data = opencv(), import_module("skimage.data")
    return cv2.resize(data.astronaut(), (640, 640))[:480].copy()


def frames(count: int) -> list[Any]:
    """Make frames of 640x480, in which all moves by three pixels."""
    wide = scene(1600)
    return [wide[200:680, 200 + 3 * i : 840 + 3 * i].copy() for i in range(count)]


def filmed(count: int) -> Iterator[Any]:
    """Make frames of 1080p, in which all moves by four pixels and has the noise of a camera."""
    cv2, np = opencv(), import_module("numpy")
    wide = cv2.resize(scene(2048), (2400, 1200)).astype("int16")
    noise = np.random.default_rng(11).normal(0, 4, (1080, 1920, 3)).astype("int16")
    for i in range(count):
        frame = wide[:1080, 4 * i : 1920 + 4 * i] + np.roll(noise, 97 * i, axis=0)
        yield np.clip(frame, 0, 255).astype("uint8")


def h264(path: Path) -> str:
    """Write a video of three seconds in H.264 with ffmpeg; return its path."""
    how = "-y -f rawvideo -pix_fmt bgr24 -s 1920x1080 -r 30 -i - -c:v libx264 -pix_fmt yuv420p -threads 1"
    command = ["ffmpeg", "-loglevel", "error", *how.split(), str(path)]
    shots = b"".join(frame.tobytes() for frame in filmed(90))
    subprocess.run(command, input=shots, check=True)  # noqa: S603
    return str(path)


@subject("cv2.videos", OPENCV)
def _videos() -> Iterator[Case]:
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "threads;1"
    cv2, folder = opencv(), Path(tempfile.mkdtemp())
    capture = cv2.VideoCapture(h264(folder / "in.mp4"))

    def on(call: Any) -> None:  # noqa: ANN401 - a method
        if not (call()[0] if call == capture.read else call()):
            capture.set(cv2.CAP_PROP_POS_FRAMES, 0)

    at = f"{FULL_HD} of H.264"
    yield Case("cv2.VideoCapture.read", f"{at}; a camera waits up to 33 ms", lambda: on(capture.read))
    yield Case("cv2.VideoCapture.grab", at, lambda: on(capture.grab))
    capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
    capture.grab()
    yield Case("cv2.VideoCapture.retrieve", at, capture.retrieve)
    shots = itertools.cycle(list(filmed(20)))
    code = cv2.VideoWriter_fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(folder / "out.mp4"), code, 30, (1920, 1080))
    yield Case("cv2.VideoWriter.write", f"{FULL_HD} as MPEG-4", lambda: writer.write(next(shots)))


@subject("cv2.motion", OPENCV)
def _motion() -> Iterator[Case]:
    cv2, np = opencv(), import_module("numpy")
    shots, box = frames(20), (250, 180, 90, 80)
    for name in ("TrackerKCF", "TrackerCSRT", "TrackerMIL"):
        calls = _following(getattr(cv2, f"{name}_create"), shots, box)
        yield from each(f"cv2.{name}", FRAME, calls)
        if name == "TrackerKCF":
            yield from each("cv2.Tracker", f"{FRAME}, a TrackerKCF", calls)
    wide = cv2.cvtColor(scene(1100), cv2.COLOR_BGR2GRAY)
    first, second = wide[:, :1024].copy(), wide[:, 3:1027].copy()
    at = "two 1-megapixel images, one channel"
    flow = partial(cv2.calcOpticalFlowFarneback, first, second, None, 0.5, 3, 15, 3, 5, 1.2, 0)
    yield Case("cv2.calcOpticalFlowFarneback", at, flow)
    points = cv2.goodFeaturesToTrack(first, 200, 0.01, 10)
    some = partial(cv2.calcOpticalFlowPyrLK, first, second, points, None)
    yield Case("cv2.calcOpticalFlowPyrLK", f"200 points of {at}", some)
    start = np.eye(2, 3, dtype="float32")
    yield Case("cv2.findTransformECC", at, lambda: cv2.findTransformECC(first, second, start.copy()))


def _following(make: Any, shots: list[Any], box: tuple[int, ...]) -> dict[str, Callable[[], object]]:  # noqa: ANN401
    tracker = make()
    tracker.init(shots[0], box)
    moving = itertools.cycle([*shots[1:], *shots[-2::-1]])
    return {
        "init": lambda: make().init(shots[0], box),
        "update": lambda: tracker.update(next(moving)),
    }


@subject("cv2.people", OPENCV)
def _people() -> Iterator[Case]:
    cv2, picture = opencv(), photograph()
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    folder = cv2.data.haarcascades
    faces = cv2.CascadeClassifier(f"{folder}haarcascade_frontalface_default.xml")
    yield from each(
        "cv2.CascadeClassifier",
        f"{PERSON}, the frontal face cascade",
        detectMultiScale=lambda: faces.detectMultiScale(grey, 1.1, 5),
        detectMultiScale2=lambda: faces.detectMultiScale2(grey, 1.1, 5),
        detectMultiScale3=lambda: faces.detectMultiScale3(grey, 1.1, 5, outputRejectLevels=True),
    )
    people = cv2.HOGDescriptor()
    people.setSVMDetector(cv2.HOGDescriptor.getDefaultPeopleDetector())
    yield Case("cv2.HOGDescriptor.detectMultiScale", PERSON, partial(people.detectMultiScale, picture))
    window = cv2.resize(picture, (64, 128))
    yield Case("cv2.HOGDescriptor.compute", "one 64x128 image", partial(people.compute, window))
