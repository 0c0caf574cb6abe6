"""Images, audio, charts, and documents."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pixels, text

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = "one 1-megapixel image"
PHOTO = "one 1-megapixel JPEG"


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


@subject("reportlab", "reportlab")
def _reportlab() -> Iterator[Case]:
    platypus, styles = import_module("reportlab.platypus"), import_module("reportlab.lib.styles")
    style = styles.getSampleStyleSheet()["Normal"]

    def build() -> None:
        flow = [platypus.Paragraph(text(500), style) for _ in range(60)]
        platypus.SimpleDocTemplate(io.BytesIO()).build(flow)

    yield Case("reportlab.platypus.SimpleDocTemplate.build", "60 paragraphs of 500 bytes, ten pages", build)


@subject("docx", "python-docx")
def _docx() -> Iterator[Case]:
    docx = import_module("docx")
    document = docx.Document()
    for _ in range(60):
        document.add_paragraph(text(500))
    out = io.BytesIO()
    document.save(out)
    at = "60 paragraphs of 500 bytes, ten pages"
    yield Case("docx.Document", at, lambda: docx.Document(io.BytesIO(out.getvalue())))
    yield Case("docx.document.Document.save", at, lambda: document.save(io.BytesIO()))


@subject("pptx", "python-pptx")
def _pptx() -> Iterator[Case]:
    pptx = import_module("pptx")
    yield Case("pptx.Presentation", "the empty template", pptx.Presentation)


@subject("openpyxl", "openpyxl")
def _openpyxl() -> Iterator[Case]:
    openpyxl = import_module("openpyxl")
    book = openpyxl.Workbook()
    for number in range(2000):
        book.active.append([number * k for k in range(10)])
    out = io.BytesIO()
    book.save(out)
    at = "2 000 rows of ten columns"
    yield Case("openpyxl.load_workbook", at, lambda: openpyxl.load_workbook(io.BytesIO(out.getvalue())))
    yield Case("openpyxl.Workbook.save", at, lambda: book.save(io.BytesIO()))
