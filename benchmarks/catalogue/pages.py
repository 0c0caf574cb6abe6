"""What draws pages as PDF, and what turns documents of any kind into text."""

from __future__ import annotations

import io
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.fresh import Fresh
from benchmarks.catalogue.inputs import jpeg, markdown, ruled_pdf, text
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

Untyped = Any
"""What libraries make; they come without types."""
TEN = "ten pages of 4 kB of text"
LINE = "one line of 80 characters"
PHOTO = "one 1-megapixel JPEG"
PARAGRAPHS = "60 paragraphs of 500 bytes, ten pages"


def _page() -> str:
    return f"<h1>Title</h1><p>{text(3000)}</p>"


def _photo() -> Path:
    path = Path(tempfile.mkdtemp()) / "photo.jpg"
    path.write_bytes(jpeg())
    return path


@subject("reportlab", "reportlab")
def _reportlab() -> Iterator[Case]:
    platypus, styles = import_module("reportlab.platypus"), import_module("reportlab.lib.styles")
    style = styles.getSampleStyleSheet()["Normal"]

    def build(kind: str, name: str) -> None:
        flow = [platypus.Paragraph(text(500), style) for _ in range(60)]
        template = getattr(platypus, kind)(io.BytesIO())
        if kind == "BaseDocTemplate":
            frame = platypus.Frame(50, 50, 500, 740)
            template.addPageTemplates(platypus.PageTemplate(frames=[frame]))
        getattr(template, name)(flow)

    for kind in ("SimpleDocTemplate", "BaseDocTemplate"):
        calls = {name: partial(build, kind, name) for name in ("build", "multiBuild")}
        yield from each(f"reportlab.platypus.{kind}", PARAGRAPHS, calls)
    yield from _canvas()


def _canvas() -> Iterator[Case]:
    canvas = import_module("reportlab.pdfgen.canvas").Canvas
    photo, where = str(_photo()), "reportlab.pdfgen.canvas.Canvas"

    def drawn() -> Untyped:
        page = canvas(io.BytesIO())
        for _ in range(10):
            for line in range(50):
                page.drawString(60, 790 - line * 14, text(5000)[line * 80 : line * 80 + 80])
            page.showPage()
        return page

    calls = {"save": lambda: drawn().save(), "getpdfdata": lambda: drawn().getpdfdata()}
    yield from each(where, f"{TEN}, drawn first", calls)
    pictures = {
        "drawImage": lambda: canvas(io.BytesIO()).drawImage(photo, 50, 50, 200, 200),
        "drawInlineImage": lambda: canvas(io.BytesIO()).drawInlineImage(photo, 50, 50, 200, 200),
    }
    yield from each(where, f"{PHOTO} on a new page", pictures)


@subject("fpdf", "fpdf2")
def _fpdf() -> Iterator[Case]:
    fpdf, where = import_module("fpdf").FPDF, "fpdf.FPDF"
    photo, long = str(_photo()), text(5000)

    def begun() -> Untyped:
        made = fpdf()
        made.set_font("helvetica", size=11)
        made.add_page()
        return made

    def drawn() -> Untyped:
        made = begun()
        for _ in range(10):
            for line in range(50):
                made.cell(0, 5, long[line * 80 : line * 80 + 80], new_x="LMARGIN", new_y="NEXT")
        return made

    yield Case(f"{where}.output", f"{TEN}, drawn first", lambda: drawn().output())
    html = "".join(f"<h2>Part {number}</h2><p>{text(500)}</p>" for number in range(60))
    yield Case(f"{where}.write_html", PARAGRAPHS, lambda: begun().write_html(html))
    yield Case(f"{where}.image", f"{PHOTO} on a new page", lambda: begun().image(photo, w=100))
    fonts = Path(str(import_module("matplotlib").get_data_path())) / "fonts" / "ttf"
    font = fonts / "DejaVuSans.ttf"
    yield Case(f"{where}.add_font", "one TrueType font of 750 kB", lambda: fpdf().add_font("d", fname=font))
    pages = Fresh(begun, turns=500)
    line = long[:80]
    lines = {
        "cell": lambda: pages.made().cell(0, 5, line, new_x="LMARGIN", new_y="NEXT"),
        "multi_cell": lambda: pages.made().multi_cell(0, 5, line, new_x="LMARGIN", new_y="NEXT"),
        "write": lambda: pages.made().write(5, line),
        "text": lambda: pages.made().text(50, 50, line),
        "ln": lambda: pages.made().ln(5),
    }
    yield from each(where, LINE, lines)
    sets = {
        "set_font": lambda: pages.made().set_font("helvetica", size=11),
        "set_xy": lambda: pages.made().set_xy(10, 10),
        "set_margins": lambda: pages.made().set_margins(10, 10),
    }
    yield from each(where, "one setting", sets)
    yield Case(f"{where}.add_page", "one empty page", lambda: pages.made().add_page())


@subject("xhtml2pdf", "xhtml2pdf")
def _xhtml2pdf() -> Iterator[Case]:
    pisa, page = import_module("xhtml2pdf.pisa"), _page()
    calls = {
        "CreatePDF": lambda: pisa.CreatePDF(page, dest=io.BytesIO()),
        "pisaDocument": lambda: pisa.pisaDocument(page, dest=io.BytesIO()),
    }
    yield from each("xhtml2pdf.pisa", "one page of HTML, 3 kB", calls)


@subject("md2pdf", "md2pdf")
def _md2pdf() -> Iterator[Case]:
    library, folder = import_module("md2pdf.core"), Path(tempfile.mkdtemp())
    source = markdown()
    call = {"pdf": folder / "out.pdf", "raw": source}
    yield Case("md2pdf.core.md2pdf", "20 kB of Markdown", lambda: library.md2pdf(**call))


@subject("img2pdf", "img2pdf")
def _img2pdf() -> Iterator[Case]:
    yield from alike("img2pdf", import_module("img2pdf"), "convert", PHOTO, jpeg())


@subject("markitdown", "markitdown")
def _markitdown() -> Iterator[Case]:
    """Yield what reads a document of Word, the kind that it is given most often beside PDF."""
    library, where = import_module("markitdown").MarkItDown(), "markitdown.MarkItDown"
    path = Path(tempfile.mkdtemp()) / "in.docx"
    path.write_bytes(import_module("benchmarks.catalogue.office").written())
    data, at = path.read_bytes(), f"a Word document of {PARAGRAPHS}"
    answer = import_module("requests").Response()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    answer.headers["content-type"] = kind
    answer.url = "https://example.org/in.docx"
    answer._content, answer._content_consumed = data, True  # noqa: SLF001 - as if it had been fetched
    calls = {
        "convert": lambda: library.convert(str(path)),
        "convert_local": lambda: library.convert_local(str(path)),
        "convert_stream": lambda: library.convert_stream(io.BytesIO(data), file_extension=".docx"),
        "convert_uri convert_url": lambda: library.convert_uri(path.as_uri()),
        "convert_response": lambda: library.convert_response(answer),
    }
    yield from each(where, at, calls)


@subject("camelot", "camelot-py")
def _camelot() -> Iterator[Case]:
    path = Path(tempfile.mkdtemp()) / "in.pdf"
    path.write_bytes(ruled_pdf())
    camelot = import_module("camelot")
    at = "one page with a ruled table of 200 cells"
    yield Case("camelot.read_pdf", at, lambda: camelot.read_pdf(str(path)))
