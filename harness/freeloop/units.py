"""Quantities as people write them: "50ms", "1.5s", "5%"; and back."""

from __future__ import annotations

import re

from freeloop.errors import UserError

_SECONDS = {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
_QUANTITY = re.compile(r"^\s*(?P<number>\d+(?:\.\d+)?|\.\d+)\s*(?P<unit>[a-zA-Zµ%]*)\s*$")


def parse_seconds(text: str, name: str) -> float:
    """Seconds from a text such as `50ms`. `name` is what the user gave it as, for the error."""
    found = _QUANTITY.match(text)
    if found is None:
        raise UserError(f"{name} {text!r} is not a duration: write a number and a unit, such as 50ms or 1.5s")
    if not found["unit"]:
        raise UserError(f"{name} {text!r} has no unit: write {text.strip()}ms or {text.strip()}s")
    if found["unit"] not in _SECONDS:
        units = ", ".join(unit for unit in _SECONDS if unit.isascii())
        raise UserError(f"{name} {text!r} has the unknown unit {found['unit']!r}: use one of {units}")
    return float(found["number"]) * _SECONDS[found["unit"]]


def parse_share(text: str, name: str) -> float:
    """A share of the whole, from a text such as `5%` or `0.05`."""
    found = _QUANTITY.match(text)
    if found is None or found["unit"] not in ("", "%"):
        raise UserError(f"{name} {text!r} is not a share: write 5% or 0.05")
    share = float(found["number"]) / (100 if found["unit"] == "%" else 1)
    if share > 1:
        raise UserError(f"{name} {text!r} is more than the whole: write 5% or 0.05")
    return share


def format_seconds(seconds: float) -> str:
    """Three figures and a unit: `1.84 s`, `213 ms`, `4.2 ms`, `0.3 ms`."""
    if seconds >= 100:  # noqa: PLR2004
        return f"{seconds:.0f} s"
    if seconds >= 1:
        return f"{seconds:.3g} s"
    milliseconds = seconds * 1e3
    return f"{milliseconds:.0f} ms" if milliseconds >= 10 else f"{milliseconds:.1f} ms"  # noqa: PLR2004


def format_lag(seconds: float, resolution_s: float) -> str:
    """As `format_seconds`; below the instrument's resolution, as less than that."""
    return f"< {resolution_s * 1e3:g} ms" if seconds < resolution_s else format_seconds(seconds)


def format_share(share: float) -> str:
    """`37 %`, `0.4 %`."""
    percent = share * 100
    return f"{percent:.0f} %" if percent >= 10 or percent == 0 else f"{percent:.1f} %"  # noqa: PLR2004
