"""Spreadsheets, read and written cell by cell."""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.fresh import Fresh
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

Untyped = Any
"""What libraries make; they come without types."""
TABLE = "10 000 rows of ten columns"
FEW = "2 000 rows of ten columns"
ROW = "one row of ten columns"
CELL = "one cell"


@subject("openpyxl", "openpyxl")
def _openpyxl() -> Iterator[Case]:
    openpyxl, where = import_module("openpyxl"), "openpyxl.worksheet.worksheet.Worksheet"

    def filled(rows: int) -> Untyped:
        book = openpyxl.Workbook()
        for number in range(rows):
            book.active.append([number * k for k in range(10)])
        return book

    book, out = filled(2000), io.BytesIO()
    book.save(out)
    yield Case("openpyxl.load_workbook", FEW, lambda: openpyxl.load_workbook(io.BytesIO(out.getvalue())))
    yield Case("openpyxl.Workbook.save", FEW, lambda: book.save(io.BytesIO()))
    sheet = filled(10_000).active
    reads = {
        "iter_rows": lambda: sum(1 for _ in sheet.iter_rows(values_only=True)),
        "iter_cols": lambda: sum(1 for _ in sheet.iter_cols(values_only=True)),
    }
    yield from each(where, TABLE, reads)
    # two lines of the sheet change places with two empty ones, so that it keeps its size
    moves = {
        "insert_rows": lambda: (sheet.insert_rows(1), sheet.delete_rows(1)),
        "delete_rows": lambda: (sheet.insert_rows(1), sheet.delete_rows(1)),
        "insert_cols": lambda: (sheet.insert_cols(1), sheet.delete_cols(1)),
        "delete_cols": lambda: (sheet.insert_cols(1), sheet.delete_cols(1)),
    }
    yield from each(where, f"{TABLE}, one inserted at the start and deleted again", moves)
    grown = Fresh(lambda: openpyxl.Workbook().active, turns=100_000)
    yield Case(f"{where}.append", ROW, lambda: grown.made().append(list(range(10))))


@subject("xlsxwriter", "XlsxWriter")
def _xlsxwriter() -> Iterator[Case]:
    library, where = import_module("xlsxwriter"), "xlsxwriter.worksheet.Worksheet"

    def filled(out: object) -> Untyped:
        book = library.Workbook(out)
        sheet = book.add_worksheet()
        for number in range(10_000):
            sheet.write_row(number, 0, [number * k for k in range(10)])
        return book

    at = f"{TABLE}, written first"
    yield Case("xlsxwriter.Workbook.close", at, lambda: filled(io.BytesIO()).close())
    kept = filled(io.BytesIO()).worksheets()[0]
    yield from alike(where, kept, "autofit", TABLE)
    sheet = library.Workbook(io.BytesIO()).add_worksheet()
    numbers = list(range(10))
    yield from alike(where, sheet, "write", CELL, 0, 0, "some words")
    yield from alike(where, sheet, "write_string", CELL, 0, 0, "some words")
    yield from alike(where, sheet, "write_number", CELL, 0, 0, 7.5)
    yield from alike(where, sheet, "write_row", ROW, 0, 0, numbers)
    yield from alike(where, sheet, "write_column", "ten cells", 0, 0, numbers)
    yield from alike(where, sheet, "set_column", "one column", 0, 0, 20)
    yield from alike(where, sheet, "set_row", "one row", 0, 20)
    yield from alike(where, sheet, "freeze_panes", "one row", 1, 0)
    yield from alike(where, sheet, "autofilter", "ten columns", 0, 0, 1000, 9)

    def merged() -> None:
        """Forget what is merged: a range can be merged but once."""
        sheet.merged_cells.clear()
        sheet.merge_range(0, 0, 0, 3, "title")

    yield Case(f"{where}.merge_range", "four cells", merged)


@subject("xlrd", "xlrd")
def _xlrd() -> Iterator[Case]:
    """Read what xlwt, its sister, writes."""
    book, out = import_module("xlwt").Workbook(), io.BytesIO()
    sheet = book.add_sheet("table")
    for row in range(10_000):
        for column in range(10):
            sheet.write(row, column, row * column)
    book.save(out)
    data, library = out.getvalue(), import_module("xlrd")
    yield Case("xlrd.open_workbook", TABLE, lambda: library.open_workbook(file_contents=data))
