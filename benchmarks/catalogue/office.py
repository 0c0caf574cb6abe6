"""Documents and slides of office programs."""

from __future__ import annotations

import functools
import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, text
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

Untyped = Any
"""What libraries make; they come without types."""
TEN = "60 paragraphs of 500 bytes, ten pages"
PARAGRAPH = "one paragraph of 500 bytes"
LONG = 1000
"""Parts of a document of some 100 pages."""


@functools.cache
def written(marked: str = "") -> bytes:
    """Write a document of ten pages with python-docx, each paragraph after a mark."""
    document = import_module("docx").Document()
    for _ in range(60):
        document.add_paragraph(f"{marked}{text(500)}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@subject("docx", "python-docx")
def _docx() -> Iterator[Case]:
    docx, where, data = import_module("docx"), "docx.document.Document", written()
    document = docx.Document(io.BytesIO(data))
    yield Case("docx.Document", TEN, lambda: docx.Document(io.BytesIO(data)))
    yield Case(f"{where}.save", TEN, lambda: document.save(io.BytesIO()))
    yield Case(f"{where}.iter_inner_content", TEN, lambda: list(document.iter_inner_content()))
    photo = jpeg()

    def grown(name: str, *values: object) -> Untyped:
        """Begin again when the document has grown long, as no document does."""
        kept: list[Any] = []

        def call() -> None:
            if not kept or len(kept[0].element.body) > LONG:
                kept[:] = [docx.Document(io.BytesIO(data))]
            getattr(kept[0], name)(*values)

        return call

    parts = {name: grown(name, text(500)) for name in ("add_heading", "add_paragraph")}
    parts |= {name: grown(name) for name in ("add_page_break", "add_section")}
    yield from each(where, PARAGRAPH, parts)
    yield Case(f"{where}.add_table", "ten rows of three columns", grown("add_table", 10, 3))
    picture = docx.Document()
    yield Case(f"{where}.add_picture", "one 1-megapixel JPEG", lambda: picture.add_picture(io.BytesIO(photo)))


@subject("docxtpl", "docxtpl")
def _docxtpl() -> Iterator[Case]:
    library, where = import_module("docxtpl").DocxTemplate, "docxtpl.DocxTemplate"
    data, at = written("{{ name }}: "), f"{TEN}, each with one variable"
    kept = library(io.BytesIO(data))
    kept.init_docx()
    calls = {
        "__init__": lambda: library(io.BytesIO(data)),
        "render": lambda: library(io.BytesIO(data)).render({"name": "loop"}),
        "render_init": lambda: library(io.BytesIO(data)).render_init(),
        "save": lambda: kept.save(io.BytesIO()),
    }
    yield from each(where, at, calls)


@subject("htmldocx", "htmldocx")
def _htmldocx() -> Iterator[Case]:
    docx, library = import_module("docx"), import_module("htmldocx").HtmlToDocx
    page = "".join(f"<h2>Part {number}</h2><p>{text(500)}</p>" for number in range(60))
    path = Path(tempfile.mkdtemp()) / "page.html"
    path.write_text(page)
    calls = {
        "add_html_to_document": lambda: library().add_html_to_document(page, docx.Document()),
        "add_html_to_cell": lambda: library().add_html_to_cell(page, _cell(docx)),
        "parse_html_string": lambda: library().parse_html_string(page),
        "parse_html_file": lambda: library().parse_html_file(str(path), str(path.with_suffix(""))),
    }
    yield from each("htmldocx.HtmlToDocx", "60 headings and paragraphs of 500 bytes, ten pages", calls)


def _cell(docx: Untyped) -> Untyped:
    return docx.Document().add_table(1, 1).cell(0, 0)


@subject("mammoth", "mammoth")
def _mammoth() -> Iterator[Case]:
    library, data = import_module("mammoth"), written()
    calls = {
        "convert_to_html": lambda: library.convert_to_html(io.BytesIO(data)),
        "convert_to_markdown": lambda: library.convert_to_markdown(io.BytesIO(data)),
        "extract_raw_text": lambda: library.extract_raw_text(io.BytesIO(data)),
    }
    yield from each("mammoth", TEN, calls)


@subject("docx2txt", "docx2txt")
def _docx2txt() -> Iterator[Case]:
    library, data = import_module("docx2txt"), written()
    yield Case("docx2txt.process", TEN, lambda: library.process(io.BytesIO(data)))


@subject("pptx", "python-pptx")
def _pptx() -> Iterator[Case]:
    pptx = import_module("pptx")
    made = pptx.Presentation()
    layout, slides = made.slide_layouts[1], "ten slides of a title and 300 bytes"
    for number in range(10):
        shapes = made.slides.add_slide(layout).shapes
        shapes.title.text, shapes.placeholders[1].text = f"Slide {number}", text(300)
    out = io.BytesIO()
    made.save(out)
    yield Case("pptx.Presentation", slides, lambda: pptx.Presentation(io.BytesIO(out.getvalue())))
    yield Case("pptx.presentation.Presentation.save", slides, lambda: made.save(io.BytesIO()))
    grown = pptx.Presentation()
    yield from alike("pptx.slide.Slides", grown.slides, "add_slide", "one slide", grown.slide_layouts[1])
