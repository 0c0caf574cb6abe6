"""Documents."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text

if TYPE_CHECKING:
    from collections.abc import Iterator


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
