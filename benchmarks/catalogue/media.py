"""Images, audio, charts, and documents."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = "one 1-megapixel image"
PHOTO = "one 1-megapixel JPEG"


@subject("PIL.Image", "Pillow")
def _pil() -> Iterator[Case]:
    pil, encoded = import_module("PIL.Image"), jpeg()
    image = pil.open(io.BytesIO(encoded))
    image.load()
    filters = import_module("PIL.ImageFilter")
    kind = "PIL.Image.Image"
    yield Case("PIL.Image.open", "reads a header", lambda: pil.open(io.BytesIO(encoded)))
    yield Case(f"{kind}.resize", f"{IMAGE} to 224x224", lambda: image.resize((224, 224)))
    yield Case(f"{kind}.thumbnail", PHOTO, lambda: pil.open(io.BytesIO(encoded)).thumbnail((256, 256)))
    yield Case(f"{kind}.convert", f"{IMAGE} to grey", lambda: image.convert("L"))
    yield Case(f"{kind}.rotate", IMAGE, lambda: image.rotate(30))
    yield Case(
        f"{kind}.filter", f"{IMAGE}, Gaussian of radius 2", lambda: image.filter(filters.GaussianBlur(2))
    )
    yield Case(f"{kind}.save", f"{IMAGE} as JPEG", lambda: image.save(io.BytesIO(), "JPEG"))
    yield Case(f"{kind}.tobytes", IMAGE, image.tobytes)
    np, lazy = import_module("numpy"), "PIL.ImageFile.ImageFile"
    yield Case(f"{kind}.__array__", IMAGE, lambda: np.asarray(image))
    first = f"{PHOTO}, decoded first"
    yield Case(f"{lazy}.load", PHOTO, lambda: pil.open(io.BytesIO(encoded)).load())
    yield Case(f"{lazy}.convert", first, lambda: pil.open(io.BytesIO(encoded)).convert("RGB"))
    yield Case(
        f"{lazy}.save", f"{first}, as JPEG", lambda: pil.open(io.BytesIO(encoded)).save(io.BytesIO(), "JPEG")
    )
    at = f"{first}, to 224x224"
    yield Case(f"{lazy}.resize", at, lambda: pil.open(io.BytesIO(encoded)).resize((224, 224)))
    yield Case(f"{lazy}.__array__", first, lambda: np.asarray(pil.open(io.BytesIO(encoded))))


@subject("cv2", "opencv-python-headless")
def _cv2() -> Iterator[Case]:
    cv2, np = import_module("cv2"), import_module("numpy")
    cv2.setNumThreads(1)
    image, encoded = np.ascontiguousarray(pixels()), np.frombuffer(jpeg(), "uint8")
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    edges = cv2.Canny(grey, 60, 120)
    yield Case("cv2.imdecode", PHOTO, lambda: cv2.imdecode(encoded, cv2.IMREAD_COLOR))
    yield Case("cv2.imencode", f"{IMAGE} as JPEG", lambda: cv2.imencode(".jpg", image))
    yield Case("cv2.resize", f"{IMAGE} to 640x640", lambda: cv2.resize(image, (640, 640)))
    yield Case("cv2.cvtColor", f"{IMAGE} to grey", lambda: cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    yield Case("cv2.GaussianBlur", f"{IMAGE}, kernel of 5", lambda: cv2.GaussianBlur(image, (5, 5), 0))
    yield Case("cv2.medianBlur", f"{IMAGE}, kernel of 5", lambda: cv2.medianBlur(image, 5))
    yield Case("cv2.bilateralFilter", f"{IMAGE}, diameter 9", lambda: cv2.bilateralFilter(image, 9, 75, 75))
    yield Case("cv2.Canny", f"{IMAGE}, one channel", lambda: cv2.Canny(grey, 60, 120))
    mode, method = cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    yield Case("cv2.findContours", "1 megapixel of edges", lambda: cv2.findContours(edges, mode, method))
    turn = cv2.getRotationMatrix2D((512, 512), 30, 1)
    yield Case("cv2.warpAffine", IMAGE, lambda: cv2.warpAffine(image, turn, (1024, 1024)))
    patch = grey[:64, :64]
    at = "64x64 in 1 megapixel"
    yield Case("cv2.matchTemplate", at, lambda: cv2.matchTemplate(grey, patch, cv2.TM_CCOEFF_NORMED))
    yield Case("cv2.threshold", f"{IMAGE}, one channel", lambda: cv2.threshold(grey, 100, 255, 0))
    name, at = "cv2.fastNlMeansDenoisingColored", "one 256x256 image"
    yield Case(name, at, lambda: cv2.fastNlMeansDenoisingColored(image[:256, :256]))
    yield Case(
        "cv2.QRCodeDetector.detectAndDecode", IMAGE, lambda: cv2.QRCodeDetector().detectAndDecode(grey)
    )
    orb = cv2.ORB_create()
    yield Case("cv2.ORB.detectAndCompute", f"{IMAGE}, one channel", lambda: orb.detectAndCompute(grey, None))
    name, at = "cv2.dnn.blobFromImage", f"{IMAGE} to 416x416"
    yield Case(name, at, lambda: cv2.dnn.blobFromImage(image, 1 / 255, (416, 416)))


@subject("skimage", "scikit-image")
def _skimage() -> Iterator[Case]:
    image = pixels()
    transform, filters, metrics = (
        import_module(f"skimage.{name}") for name in ("transform", "filters", "metrics")
    )
    yield Case("skimage.transform.resize", f"{IMAGE} to 256x256", lambda: transform.resize(image, (256, 256)))
    yield Case("skimage.filters.gaussian", IMAGE, lambda: filters.gaussian(image, 2, channel_axis=2))
    name = "skimage.metrics.structural_similarity"
    yield Case(name, IMAGE, lambda: metrics.structural_similarity(image, image, channel_axis=2))


@subject("imagehash", "ImageHash")
def _imagehash() -> Iterator[Case]:
    imagehash, pil = import_module("imagehash"), import_module("PIL.Image")
    image = pil.fromarray(pixels())
    yield Case("imagehash.phash", IMAGE, lambda: imagehash.phash(image))


@subject("av", "av")
def _av() -> Iterator[Case]:
    av, np = import_module("av"), import_module("numpy")
    picture = np.resize(pixels(), (720, 1280, 3))
    shown = av.VideoFrame.from_ndarray(picture, format="bgr24")
    decoded = shown.reformat(format="yuv420p")
    at = "one 720p frame"
    yield Case("av.VideoFrame.from_ndarray", at, lambda: av.VideoFrame.from_ndarray(picture, format="bgr24"))
    yield Case("av.VideoFrame.to_ndarray", at, lambda: decoded.to_ndarray(format="bgr24"))
    yield Case("av.VideoFrame.to_image", at, decoded.to_image)
    yield Case("av.VideoFrame.reformat", at, lambda: shown.reformat(format="yuv420p"))


@subject("soundfile", "soundfile")
def _soundfile() -> Iterator[Case]:
    np, sf = import_module("numpy"), import_module("soundfile")
    audio = np.random.default_rng(1).normal(0, 0.1, 441_000)
    ten_s = "10 s of audio at 44.1 kHz as WAV"

    def write() -> io.BytesIO:
        out = io.BytesIO()
        sf.write(out, audio, 44_100, format="WAV")
        return out

    written = write().getvalue()
    yield Case("soundfile.read", ten_s, lambda: sf.read(io.BytesIO(written)))
    yield Case("soundfile.write", ten_s, write)


@subject("librosa", "librosa")
def _librosa() -> Iterator[Case]:
    np, librosa, sf = import_module("numpy"), import_module("librosa"), import_module("soundfile")
    audio = np.random.default_rng(1).normal(0, 0.1, 220_500).astype("float32")
    path = Path(tempfile.mkdtemp()) / "a.wav"
    sf.write(path, np.repeat(audio, 2), 44_100)
    ten_s = "10 s of audio at 22 kHz"
    yield Case("librosa.load", "10 s of audio at 44.1 kHz, resampled to 22 kHz", lambda: librosa.load(path))
    yield Case("librosa.stft", ten_s, lambda: librosa.stft(audio))
    yield Case("librosa.feature.melspectrogram", ten_s, lambda: librosa.feature.melspectrogram(y=audio))
    yield Case("librosa.feature.mfcc", ten_s, lambda: librosa.feature.mfcc(y=audio))
    yield Case("librosa.effects.trim", ten_s, lambda: librosa.effects.trim(audio))


@subject("matplotlib", "matplotlib")
def _matplotlib() -> Iterator[Case]:
    import_module("matplotlib").use("Agg")
    plt = import_module("matplotlib.pyplot")
    figure, axes = plt.subplots()
    axes.plot(range(1000))
    chart = "one chart of 1 000 points, 640x480, as PNG"
    yield Case("matplotlib.figure.Figure.savefig", chart, lambda: figure.savefig(io.BytesIO()))
    yield Case("matplotlib.pyplot.savefig", chart, lambda: plt.savefig(io.BytesIO()))
    yield Case(
        "matplotlib.pyplot.subplots", "one empty figure, closed again", lambda: plt.close(plt.subplots()[0])
    )


@subject("qrcode", "qrcode")
def _qrcode() -> Iterator[Case]:
    qrcode = import_module("qrcode")
    yield Case(
        "qrcode.make", "a link of 100 characters", lambda: qrcode.make("https://example.org/" + "a" * 80)
    )


@subject("plotly.express", "plotly")
def _plotly() -> Iterator[Case]:
    express = import_module("plotly.express")
    chart = "one chart of 1 000 points"
    figure = express.line(x=range(1000), y=range(1000))
    yield Case("plotly.express.line", chart, lambda: express.line(x=range(1000), y=range(1000)))
    yield Case("plotly.graph_objects.Figure.to_json", chart, figure.to_json)
