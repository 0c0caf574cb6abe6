"""Libraries that read and write PDF."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pdf, ruled_pdf, text
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE, OPENS, TEN = "one page of 4 kB of text", "a document of ten pages", "ten pages of 4 kB of text"
DRAWN = "one page at 72 dpi"
PNG = f"{DRAWN} as PNG"
RULED = "one page with a ruled table of 200 cells"
PHOTO = "one 1-megapixel JPEG"


def _is_character(part: dict[str, object]) -> bool:
    return part["object_type"] == "char"


@subject("pypdf", "pypdf")
def _pypdf() -> Iterator[Case]:
    pypdf, data = import_module("pypdf"), pdf()
    reader = pypdf.PdfReader(io.BytesIO(data))
    page = reader.pages[0]
    yield Case("pypdf.PdfReader.__init__", OPENS, lambda: pypdf.PdfReader(io.BytesIO(data)))
    yield Case("pypdf.PageObject.extract_text", PAGE, page.extract_text)

    def fresh() -> Any:  # noqa: ANN401 - a library's object
        return pypdf.PdfWriter(clone_from=reader)

    writer, turn = fresh(), pypdf.Transformation().rotate(30)
    target, turned = writer.pages[0], fresh().pages[1]
    turned.rotate(90)
    merged = f"{PAGE}, laid over one of ten"
    yield Case("pypdf.PageObject.merge_page", merged, lambda: fresh().pages[0].merge_page(page))
    yield Case(
        "pypdf.PageObject.merge_transformed_page",
        merged,
        lambda: fresh().pages[0].merge_transformed_page(page, turn),
    )
    changes = {
        "compress_content_streams": target.compress_content_streams,
        "scale": lambda: target.scale(1.0, 1.0),
        "scale_to": lambda: target.scale_to(595, 842),
        "transfer_rotation_to_content": turned.transfer_rotation_to_content,
    }
    yield from each("pypdf.PageObject", PAGE, changes)
    locked = _encrypted(fresh())
    guarded = pypdf.PdfReader(io.BytesIO(locked))
    yield Case("pypdf.PdfReader.decrypt", "one password, AES-256", lambda: guarded.decrypt("secret"))
    form = pypdf.PdfReader(io.BytesIO(_form()))
    asked = {"get_fields": form.get_fields, "get_form_text_fields": form.get_form_text_fields}
    yield from each("pypdf.PdfReader", "a form of 40 fields", asked)
    joins = {
        "append": lambda: pypdf.PdfWriter().append(reader),
        "merge": lambda: pypdf.PdfWriter().merge(0, reader),
        "append_pages_from_reader": lambda: pypdf.PdfWriter().append_pages_from_reader(reader),
        "clone_document_from_reader": lambda: pypdf.PdfWriter().clone_document_from_reader(reader),
        "clone_reader_document_root": lambda: pypdf.PdfWriter().clone_reader_document_root(reader),
        "compress_identical_objects": writer.compress_identical_objects,
        "remove_images": writer.remove_images,
        "write": lambda: fresh().write(io.BytesIO()),
    }
    yield from each("pypdf.PdfWriter", TEN, joins)


def _encrypted(writer: Any) -> bytes:  # noqa: ANN401 - a library's object
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _form() -> bytes:
    canvas = import_module("reportlab.pdfgen.canvas")
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(60, 800, "Form")
    for number in range(40):
        page.acroForm.textfield(name=f"field {number}", value="value", x=60, y=20 * number, width=200)
    page.save()
    return out.getvalue()


@subject("pdfplumber", "pdfplumber")
def _pdfplumber() -> Iterator[Case]:
    plumber, data, ruled = import_module("pdfplumber"), pdf(), ruled_pdf()

    def opened() -> Any:  # noqa: ANN401 - a library's object
        return plumber.open(io.BytesIO(data))

    def on_page(call: Callable[[Any], object], source: bytes = data) -> Callable[[], object]:
        """Open the document each time: a page keeps what it has parsed."""
        return lambda: call(plumber.open(io.BytesIO(source)).pages[0])

    at = "opens a document of ten pages; each page is parsed when used"
    yield from each("pdfplumber", at, {"open": opened})
    yield Case("pdfplumber.pdf.PDF.open", at, lambda: plumber.pdf.PDF.open(io.BytesIO(data)))
    box = (50, 50, 400, 400)
    parts: dict[str, Callable[[Any], object]] = {
        "extract_text": lambda page: page.extract_text(),
        "extract_text_lines": lambda page: page.extract_text_lines(),
        "extract_text_simple": lambda page: page.extract_text_simple(),
        "extract_words": lambda page: page.extract_words(),
        "search": lambda page: page.search("loop"),
        "dedupe_chars": lambda page: page.dedupe_chars().chars,
        "crop": lambda page: page.crop(box).chars,
        "filter": lambda page: page.filter(_is_character).chars,
        "outside_bbox": lambda page: page.outside_bbox(box).chars,
        "within_bbox": lambda page: page.within_bbox(box).chars,
    }
    kind = "pdfplumber.page.Page"
    yield from each(kind, f"{PAGE}, parsed first", {name: on_page(call) for name, call in parts.items()})
    tables: dict[str, Callable[[Any], object]] = {
        "debug_tablefinder": lambda page: page.debug_tablefinder(),
        "extract_table": lambda page: page.extract_table(),
        "extract_tables": lambda page: page.extract_tables(),
        "find_table": lambda page: page.find_table(),
        "find_tables": lambda page: page.find_tables(),
    }
    found = {name: on_page(call, ruled) for name, call in tables.items()}
    yield from each(kind, f"{RULED}, parsed first", found)
    yield Case(f"{kind}.to_image", DRAWN, on_page(lambda page: page.to_image()))
    whole = {
        "to_csv": lambda: opened().to_csv(io.StringIO()),
        "to_dict": lambda: opened().to_dict(),
        "to_json": lambda: opened().to_json(io.StringIO()),
    }
    yield from each("pdfplumber.pdf.PDF", TEN, whole)


@subject("pymupdf", "PyMuPDF")
def _pymupdf() -> Iterator[Case]:
    pymupdf, data = import_module("pymupdf"), pdf()
    document = pymupdf.open(stream=data)
    page, kind = document[0], "pymupdf.Document"
    yield Case("pymupdf.open", f"opens {OPENS}", lambda: pymupdf.open(stream=data))
    yield Case(f"{kind}.__init__", f"opens {OPENS}", lambda: pymupdf.Document(stream=data))
    reads = {
        "__getitem__": lambda: document[1],
        "load_page": lambda: document.load_page(1),
        "reload_page": lambda: document.reload_page(document[2]),
        "get_page_text": lambda: document.get_page_text(0),
        "search_page_for": lambda: document.search_page_for(0, "loop is"),
    }
    yield from each(kind, PAGE, reads)
    yield Case(f"{kind}.new_page", "an empty page", pymupdf.open().new_page)
    yield Case(f"{kind}.get_page_pixmap", DRAWN, lambda: document.get_page_pixmap(0))
    folder = Path(tempfile.mkdtemp())
    kept, grown = folder / "kept.pdf", folder / "grown.pdf"
    kept.write_bytes(data)
    growing = pymupdf.open(kept)
    writes = {
        "convert_to_pdf": document.convert_to_pdf,
        "ez_save": lambda: document.ez_save(grown),
        "save": lambda: document.save(grown),
        "saveIncr": growing.saveIncr,
        "tobytes": document.tobytes,
        "write": document.write,
        "insert_file": lambda: pymupdf.open().insert_file(kept),
        "insert_pdf": lambda: pymupdf.open().insert_pdf(document),
    }
    yield from each(kind, TEN, writes)
    pictured = pymupdf.open()
    pictured.new_page().insert_image(pymupdf.Rect(0, 0, 300, 300), stream=jpeg())
    number = pictured[0].get_images()[0][0]
    yield Case(f"{kind}.extract_image", PHOTO, lambda: pictured.extract_image(number))
    yield from _pymupdf_page(pymupdf, page)
    drawn = page.get_pixmap()
    pictures = {
        "tobytes": drawn.tobytes,
        "pil_tobytes": lambda: drawn.pil_tobytes("PNG"),
        "save": lambda: drawn.save(folder / "page.png"),
        "pil_save": lambda: drawn.pil_save(folder / "page.png"),
    }
    yield from each("pymupdf.Pixmap", PNG, pictures)


def _pymupdf_page(pymupdf: Any, page: Any) -> Iterator[Case]:  # noqa: ANN401 - a library's objects
    kind, box = "pymupdf.Page", pymupdf.Rect(50, 50, 400, 400)
    reads = {
        "get_text": page.get_text,
        "get_text_blocks": page.get_text_blocks,
        "get_text_words": page.get_text_words,
        "get_textbox": lambda: page.get_textbox(box),
        "get_textpage": page.get_textpage,
        "get_svg_image": page.get_svg_image,
        "search_for": lambda: page.search_for("loop is"),
    }
    yield from each(kind, PAGE, reads)
    yield Case(f"{kind}.get_pixmap", DRAWN, page.get_pixmap)
    ruled = pymupdf.open(stream=ruled_pdf())[0]
    tables = {
        "find_tables": ruled.find_tables,
        "get_cdrawings": ruled.get_cdrawings,
        "get_drawings": ruled.get_drawings,
    }
    yield from each(kind, RULED, tables)

    def blank() -> Any:  # noqa: ANN401 - a library's object
        return pymupdf.open().new_page()

    line, photo = text(80)[:80], jpeg()
    paragraph = text(500)
    yield Case(f"{kind}.insert_text", "one line on a new page", lambda: blank().insert_text((50, 50), line))
    yield Case(f"{kind}.insert_image", PHOTO, lambda: blank().insert_image(box, stream=photo))
    yield Case(f"{kind}.draw_rect", "one rectangle on a new page", lambda: blank().draw_rect(box))
    boxes = {
        "insert_textbox": lambda: blank().insert_textbox(box, paragraph),
        "insert_htmlbox": lambda: blank().insert_htmlbox(box, f"<p>{paragraph}</p>"),
    }
    yield from each(kind, "500 bytes of text on a new page", boxes)

    def redact() -> None:
        copied = pymupdf.open(stream=pdf())[0]
        for place in copied.search_for("loop is")[:5]:
            copied.add_redact_annot(place)
        copied.apply_redactions()

    yield Case(f"{kind}.apply_redactions", f"five places of {PAGE}, found first", redact)


@subject("pymupdf4llm", "pymupdf4llm")
def _pymupdf4llm() -> Iterator[Case]:
    library = import_module("pymupdf4llm")
    document = import_module("pymupdf").open(stream=pdf())
    calls = {name: _of(getattr(library, name), document) for name in ("to_markdown", "to_json", "to_text")}
    yield from each("pymupdf4llm", TEN, calls)


def _of(call: Callable[[object], object], argument: object) -> Callable[[], object]:
    return lambda: call(argument)


@subject("pdfminer.high_level", "pdfminer.six")
def _pdfminer() -> Iterator[Case]:
    miner, data = import_module("pdfminer.high_level"), pdf()
    whole = {
        "extract_text": lambda: miner.extract_text(io.BytesIO(data)),
        "extract_text_to_fp": lambda: miner.extract_text_to_fp(io.BytesIO(data), io.StringIO()),
    }
    yield from each("pdfminer.high_level", TEN, whole)

    def first() -> object:
        return next(miner.extract_pages(io.BytesIO(data)))

    yield Case(
        "pdfminer.high_level.extract_pages", f"{PAGE}; the work is done when the pages are read", first
    )
    pages = import_module("pdfminer.pdfpage").PDFPage
    parsed = import_module("pdfminer.pdfdocument").PDFDocument(
        import_module("pdfminer.pdfparser").PDFParser(io.BytesIO(data))
    )
    listed = {
        "create_pages": lambda: list(pages.create_pages(parsed)),
        "get_pages": lambda: list(pages.get_pages(io.BytesIO(data))),
    }
    yield from each("pdfminer.pdfpage.PDFPage", f"lists the pages of {OPENS}", listed)
    interpreter = import_module("pdfminer.pdfinterp")
    resources = interpreter.PDFResourceManager()
    layout = import_module("pdfminer.layout").LAParams()
    device = import_module("pdfminer.converter").PDFPageAggregator(resources, laparams=layout)
    worker, page = interpreter.PDFPageInterpreter(resources, device), next(pages.create_pages(parsed))
    name = "pdfminer.pdfinterp.PDFPageInterpreter.process_page"
    yield Case(name, PAGE, lambda: worker.process_page(page))


@subject("pypdfium2", "pypdfium2")
def _pypdfium2() -> Iterator[Case]:
    pdfium, data = import_module("pypdfium2"), pdf()
    document = pdfium.PdfDocument(data)
    page = document[0]
    yield Case("pypdfium2.PdfPage.render", DRAWN, page.render)
    yield Case("pypdfium2.PdfPage.get_textpage", PAGE, page.get_textpage)
    yield Case("pypdfium2.PdfDocument.__init__", f"opens {OPENS}", lambda: pdfium.PdfDocument(data))
    pages = {"__getitem__": lambda: document[1], "get_page": lambda: document.get_page(1)}
    yield from each("pypdfium2.PdfDocument", PAGE, pages)
    yield Case("pypdfium2.PdfDocument.save", TEN, lambda: document.save(io.BytesIO()))
    bitmap, words = page.render(), page.get_textpage()
    yield Case("pypdfium2.PdfBitmap.to_pil", DRAWN, bitmap.to_pil)
    texts = {"get_text_bounded": words.get_text_bounded, "get_text_range": words.get_text_range}
    yield from each("pypdfium2.PdfTextPage", PAGE, texts)


@subject("pikepdf", "pikepdf")
def _pikepdf() -> Iterator[Case]:
    pikepdf, data = import_module("pikepdf"), pdf()
    document = pikepdf.open(io.BytesIO(data))
    yield Case("pikepdf.open", OPENS, lambda: pikepdf.open(io.BytesIO(data)))
    yield Case("pikepdf.Pdf.open", OPENS, lambda: pikepdf.Pdf.open(io.BytesIO(data)))
    yield Case("pikepdf.Pdf.save", TEN, lambda: document.save(io.BytesIO()))


@subject("pdf2docx", "pdf2docx")
def _pdf2docx() -> Iterator[Case]:
    library, folder = import_module("pdf2docx"), Path(tempfile.mkdtemp())
    source, target = folder / "in.pdf", folder / "out.docx"
    source.write_bytes(pdf())
    kind, five = "pdf2docx.Converter", {"start": 0, "end": 5}
    at = "five pages of 4 kB of text"

    options = library.Converter(str(source)).default_settings

    def loaded() -> Any:  # noqa: ANN401 - a library's object
        return library.Converter(str(source)).load_pages(**five)

    def parsed() -> Any:  # noqa: ANN401 - a library's object
        return library.Converter(str(source)).parse(**five, **options)

    known = parsed()
    calls = {
        "convert": lambda: library.Converter(str(source)).convert(str(target), **five),
        "extract_tables": lambda: library.Converter(str(source)).extract_tables(**five),
        "load_pages": loaded,
        "make_docx": lambda: known.make_docx(str(target), **options),
        "parse": parsed,
        "parse_document": lambda: loaded().parse_document(**options),
        "parse_pages": lambda: loaded().parse_document(**options).parse_pages(**options),
    }
    yield from each(kind, at, calls)
    yield Case("pdf2docx.parse", at, lambda: library.parse(str(source), str(target), **five))
