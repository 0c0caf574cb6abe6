"""Drawings: QR codes, bar codes, word clouds, and SVG."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

LINK = "https://example.org/" + "a" * 80
AT_LINK = "a link of 100 characters"
CODE = "one code of twelve digits as PNG"


@subject("qrcode", "qrcode")
def _qrcode() -> Iterator[Case]:
    qrcode = import_module("qrcode")
    made = qrcode.QRCode()
    made.add_data(LINK)
    made.make()
    yield Case("qrcode.make", AT_LINK, lambda: qrcode.make(LINK))
    yield from each("qrcode.QRCode", AT_LINK, make=made.make, best_fit=made.best_fit)
    yield from each(
        "qrcode.QRCode",
        f"{AT_LINK}, made before",
        get_matrix=made.get_matrix,
        make_image=made.make_image,
        print_ascii=lambda: made.print_ascii(out=io.StringIO()),
    )


@subject("barcode", "python-barcode")
def _barcode() -> Iterator[Case]:
    barcode, writer = import_module("barcode"), import_module("barcode.writer").ImageWriter
    folder = Path(tempfile.mkdtemp())
    code = barcode.EAN13("590123412345", writer=writer())
    yield from each(
        "barcode.base.Barcode",
        CODE,
        render=code.render,
        save=lambda: code.save(str(folder / "a")),
        write=lambda: code.write(io.BytesIO()),
    )

    def generate() -> None:
        barcode.generate("ean13", "590123412345", writer=writer(), output=str(folder / "b"))

    yield Case("barcode.generate", CODE, generate)


@subject("pyzbar", "pyzbar")
def _pyzbar() -> Iterator[Case]:
    decode, pil = import_module("pyzbar.pyzbar").decode, import_module("PIL.Image")
    shown = pil.new("RGB", (1024, 1024), "white")
    shown.paste(import_module("qrcode").make(LINK).convert("RGB").resize((400, 400)), (300, 300))
    yield Case("pyzbar.pyzbar.decode", "one 1-megapixel image with a QR code", lambda: decode(shown))


@subject("wordcloud", "wordcloud")
def _wordcloud() -> Iterator[Case]:
    library, folder = import_module("wordcloud"), Path(tempfile.mkdtemp())
    counts = {_word(number): 1 / (number + 1) for number in range(500)}
    words = " ".join(word for word, count in counts.items() for _ in range(round(100 * count) or 1))
    cloud, at = library.WordCloud(random_state=1), "500 words, 400x200, the 200 most frequent drawn"
    calls = {
        "generate generate_from_text": lambda: cloud.generate(words),
        "generate_from_frequencies fit_words": lambda: cloud.generate_from_frequencies(counts),
        "to_image": cloud.to_image,
        "to_array": cloud.to_array,
        "to_file": lambda: cloud.to_file(folder / "a.png"),
    }
    yield from each("wordcloud.WordCloud", at, calls)


def _word(number: int) -> str:
    parts = ("ka", "lo", "mi", "ren", "sto", "tu", "vel", "xa")
    return parts[number // 64] + parts[number // 8 % 8] + parts[number % 8]


@subject("cairosvg", "CairoSVG")
def _cairosvg() -> Iterator[Case]:
    library = import_module("cairosvg")
    shapes = "".join(
        f'<rect x="{number * 7 % 780}" y="{number * 13 % 580}" width="20" height="15" fill="#3{number % 10}a"/>'
        f'<path d="M {number % 800} 10 C 20 {number % 600}, 400 300, 700 {number % 500}" stroke="black"/>'
        for number in range(330)
    )
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600">{shapes}</svg>'.encode()
    names = "svg2png svg2pdf svg2ps svg2svg"
    at = f"a drawing of {len(drawing) // 1000} kB, 800x600"
    yield from alike("cairosvg", library, names, at, drawing)
