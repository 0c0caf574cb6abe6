"""Inputs that several libraries share, the same at every run: seeded, and of the sizes that the `at` texts name."""

from __future__ import annotations

import functools
import io
import random
import re
from importlib import import_module
from typing import Any

WORDS = tuple(
    re.findall(
        r"\w+",
        "the loop is free when no call holds it and every answer waits its turn in the queue of tasks",
    )
)


@functools.cache
def text(size: int) -> str:
    """Make English-looking text of about `size` bytes."""
    choose = random.Random(1)  # noqa: S311 - an input, not a secret
    out: list[str] = []
    length = 0
    while length < size:
        sentence = " ".join(choose.choices(WORDS, k=12)).capitalize() + ". "
        out.append(sentence)
        length += len(sentence)
    return "".join(out)


@functools.cache
def rows(count: int) -> list[dict[str, object]]:
    """Make records as an API would answer them."""
    choose = random.Random(2)  # noqa: S311
    return [
        {"id": i, "name": " ".join(choose.choices(WORDS, k=3)), "score": choose.random(), "tags": ["a", "b"]}
        for i in range(count)
    ]


@functools.cache
def settings(count: int) -> dict[str, object]:
    """Make parts of a settings file, about 130 bytes each."""
    return {
        f"part_{i}": {
            "enabled": True,
            "model": text(40)[:40],
            "limits": {"timeout_s": 30, "retries": i},
            "path": f"data/part_{i}",
        }
        for i in range(count)
    }


@functools.cache
def xml(count: int) -> str:
    """Make a document of elements with an attribute, about 20 bytes each."""
    items = (f'<i n="{number}">{number}</i>' for number in range(count))
    return f"<r>{''.join(items)}</r>"


@functools.cache
def html() -> str:
    """Make a page of about 100 kB."""
    items = "".join(
        f'<div class="item" id="i{i}"><h2>Item {i}</h2><p>{text(300)[:300]}</p><a href="/i/{i}">more</a></div>'
        for i in range(250)
    )
    return f"<html><head><title>Items</title></head><body>{items}</body></html>"


@functools.cache
def pixels() -> object:
    """Make a 1-megapixel RGB array that compresses like a photograph: smooth shapes and some noise."""
    np = import_module("numpy")
    across, down = np.meshgrid(np.linspace(0, 12, 1024), np.linspace(0, 9, 1024))
    noise = np.random.default_rng(1).normal(0, 6, (1024, 1024, 3))
    planes = [np.sin(across + k) * 60 + np.cos(down * (k + 1)) * 50 + 128 for k in range(3)]
    return np.clip(np.stack(planes, axis=2) + noise, 0, 255).astype("uint8")


@functools.cache
def jpeg() -> bytes:
    """Encode `pixels` at quality 90."""
    image = import_module("PIL.Image")
    out = io.BytesIO()
    image.fromarray(pixels()).save(out, "JPEG", quality=90)
    return out.getvalue()


@functools.cache
def pdf() -> bytes:
    """Write ten pages of text."""
    canvas = import_module("reportlab.pdfgen.canvas")
    out = io.BytesIO()
    page = canvas.Canvas(out)
    for _ in range(10):
        for line in range(50):
            page.drawString(60, 790 - line * 14, text(5000)[line * 80 : line * 80 + 80])
        page.showPage()
    page.save()
    return out.getvalue()


@functools.cache
def ruled_pdf() -> bytes:
    """Write a page with a ruled table of 40 rows and five columns."""
    canvas = import_module("reportlab.pdfgen.canvas")
    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.grid([60 + 90 * column for column in range(6)], [60 + 18 * row for row in range(41)])
    for row in range(40):
        for column in range(5):
            page.drawString(64 + 90 * column, 64 + 18 * row, f"{row * column} {WORDS[row % len(WORDS)]}")
    page.save()
    return out.getvalue()


@functools.cache
def markdown() -> str:
    """Make 20 kB of headings and lists."""
    return "\n\n".join(f"## Part {i}\n\n* {text(400)}" for i in range(45))


@functools.cache
def spoken(rate: int, seconds: int) -> Any:  # noqa: ANN401 - an array of a library that is imported when asked
    """Make sound like speech: a gliding voice of 12 harmonics in phrases of 1.5 s, pauses of 0.5 s, and some noise."""
    np = import_module("numpy")
    at = np.arange(rate * seconds) / rate
    turns = 2 * np.pi * np.cumsum(140 + 30 * np.sin(2 * np.pi * 0.7 * at)) / rate
    voice = sum(np.sin(k * turns) / k for k in range(1, 13))
    phrases = np.clip((at % 2 < 1.5) * np.abs(np.sin(2 * np.pi * 2 * at)) * 2, 0, 1)  # noqa: PLR2004 - see above
    return 0.1 * voice * phrases + np.random.default_rng(1).normal(0, 0.001, len(at))
