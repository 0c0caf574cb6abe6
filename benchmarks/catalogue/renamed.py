"""Older names, which programs that keep an old version still say: each is measured by the name that took its place."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import markdown, pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Untyped = Any
"""What libraries make; they come without types."""
PAGE = "one page of 4 kB of text"
TABLE = "10 000 rows of 10 columns"
MATRIX = "64x64 float32"


def _renamed(owner: str, at: str, calls: dict[str, Callable[[], object]]) -> Iterator[Case]:
    """Make cases of calls by their older name and, after a blank, their newer one."""
    for names, call in calls.items():
        old, new = names.split()
        yield Case(f"{owner}.{old}", f"{at}, by its newer name `{new}`", call)


@subject("pymupdf.Page", "PyMuPDF")
def _pymupdf() -> Iterator[Case]:
    document = import_module("pymupdf").open(stream=pdf())
    page, path = document[0], Path(tempfile.mkdtemp()) / "page.png"
    drawn = page.get_pixmap()
    yield from _renamed("pymupdf.Document", PAGE, {"loadPage load_page": lambda: document.load_page(1)})
    yield from _renamed("pymupdf.Page", PAGE, {"getText get_text": page.get_text})
    yield from _renamed("pymupdf.Page", "one page at 72 dpi", {"getPixmap get_pixmap": page.get_pixmap})
    written = {"getPNGData tobytes": drawn.tobytes, "writePNG save": lambda: drawn.save(path)}
    yield from _renamed("pymupdf.Pixmap", "one page at 72 dpi as PNG", written)


@subject("pypdf.PageObject", "pypdf")
def _pypdf() -> Iterator[Case]:
    page = import_module("pypdf").PdfReader(io.BytesIO(pdf())).pages[0]
    yield from _renamed("pypdf.PageObject", PAGE, {"extractText extract_text": page.extract_text})


@subject("pdfplumber.pdf", "pdfplumber")
def _pdfplumber() -> Iterator[Case]:
    plumber, at = import_module("pdfplumber"), "opens a document of ten pages"
    yield from _renamed("pdfplumber", at, {"load open": lambda: plumber.open(io.BytesIO(pdf()))})


@subject("mistune.Markdown", "mistune")
def _mistune() -> Iterator[Case]:
    made, source = import_module("mistune").create_markdown(), markdown()
    yield from _renamed("mistune.Markdown", "20 kB of Markdown", {"render __call__": lambda: made(source)})


def _double(value: float) -> float:
    return value * 2


def _columns() -> dict[str, Any]:
    make = import_module("numpy").random.default_rng(1)
    return {f"c{number}": make.random(10_000) for number in range(10)}


@subject("pandas.DataFrame", "pandas")
def _pandas() -> Iterator[Case]:
    pd = import_module("pandas")
    table, path = pd.DataFrame(_columns()), Path(tempfile.mkdtemp()) / "table.xlsx"
    where = "pandas.DataFrame"
    yield from _renamed(where, TABLE, {"append concat": lambda: pd.concat([table, table])})
    few = table.head(2000)
    cells = {"applymap map": lambda: few.map(_double)}
    yield from _renamed(where, "2 000 rows of 10 columns, a Python function each", cells)

    def written() -> None:
        with pd.ExcelWriter(path) as out:
            few.to_excel(out)

    at = "2 000 rows of 10 columns, written first"
    yield from _renamed("pandas.ExcelWriter", at, {"save close": written})


@subject("polars.DataFrame", "polars")
def _polars() -> Iterator[Case]:
    pl = import_module("polars")
    table, path = pl.DataFrame(_columns()), Path(tempfile.mkdtemp()) / "table.csv"
    calls = {"melt unpivot": table.unpivot, "map_elements map_rows": lambda: table.map_rows(_first)}
    yield from _renamed("polars.DataFrame", TABLE, calls)
    table.write_csv(path)
    scan = pl.scan_csv(path)
    taken = {"fetch collect": lambda: scan.head(500).collect()}
    yield from _renamed("polars.LazyFrame", f"500 of {TABLE} as CSV", taken)


def _first(row: tuple[float, ...]) -> float:
    return row[0] * 2


@subject("torch.linalg.qr", "torch")
def _torch() -> Iterator[Case]:
    torch = import_module("torch")
    matrix = torch.rand(64, 64)
    positive = matrix @ matrix.T + torch.eye(64)
    calls = {
        "qr linalg.qr": lambda: torch.linalg.qr(matrix),
        "cholesky linalg.cholesky": lambda: torch.linalg.cholesky(positive),
    }
    for owner in ("torch", "torch.Tensor"):
        yield from _renamed(owner, MATRIX, calls)
