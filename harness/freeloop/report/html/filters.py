"""How the page's template writes what it is given: figures that are not broken over lines, code, paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from freeloop.report.headline import lag_text, time_text
from freeloop.units import format_seconds, format_share

if TYPE_CHECKING:
    from collections.abc import Callable

_FIXED_SPACE = "\N{NO-BREAK SPACE}"


def _time(seconds: float | None) -> str:
    return _whole(time_text(seconds))


def _lag(seconds: float | None, resolution_s: float) -> str:
    return _whole(lag_text(seconds, resolution_s))


def _seconds(seconds: float) -> str:
    return _whole(format_seconds(seconds))


def _share(share: float) -> str:
    return _whole(format_share(share))


def _number(number: float) -> str:
    """With a space between thousands; one decimal where there are any."""
    text = f"{number:,}" if isinstance(number, int) else f"{number:,.1f}"
    return text.replace(",", _FIXED_SPACE)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _coded(text: str) -> Markup:
    """Text with what stands between backticks as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )


def _breakable(text: str) -> Markup:
    """A path that may be broken where a folder ends."""
    return Markup("/<wbr>").join(escape(part) for part in text.split("/"))


def _whole(text: str) -> str:
    return text.replace(" ", _FIXED_SPACE)


FILTERS: dict[str, Callable[..., str]] = {
    "time": _time,
    "lag": _lag,
    "seconds": _seconds,
    "share": _share,
    "number": _number,
    "sentence": _sentence,
    "coded": _coded,
    "breakable": _breakable,
}
"""By the name that the template has for each."""
