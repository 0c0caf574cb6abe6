"""Images, charts, and documents."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pixels, text

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
