"""Quantities as people write them."""

from __future__ import annotations

import pytest

from freeloop.errors import UserError
from freeloop.units import format_seconds, format_share, parse_seconds, parse_share


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("50ms", 0.05), ("1.5s", 1.5), ("2m", 120.0), (" 300 us ", 0.0003), ("300µs", 0.0003)],
)
def test_parse_seconds(text: str, seconds: float) -> None:
    assert parse_seconds(text, "--max-stall") == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("5", "--max-stall '5' has no unit: write 5ms or 5s"),
        ("fast", "--max-stall 'fast' is not a duration: write a number and a unit, such as 50ms or 1.5s"),
        ("-5ms", "--max-stall '-5ms' is not a duration"),
        ("5h", "--max-stall '5h' has the unknown unit 'h': use one of us, ms, s, m"),
    ],
)
def test_a_duration_that_is_none(text: str, error: str) -> None:
    with pytest.raises(UserError, match=error.replace("(", r"\(")):
        parse_seconds(text, "--max-stall")


@pytest.mark.parametrize(("text", "share"), [("5%", 0.05), ("0.05", 0.05), ("100%", 1.0)])
def test_parse_share(text: str, share: float) -> None:
    assert parse_share(text, "--held") == pytest.approx(share)


@pytest.mark.parametrize("text", ["5ms", "much"])
def test_a_share_that_is_none(text: str) -> None:
    with pytest.raises(UserError, match=f"--held '{text}'"):
        parse_share(text, "--held")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0.0 ms"),
        (0.0042, "4.2 ms"),
        (0.213, "213 ms"),
        (1.843, "1.84 s"),
        (12.0, "12 s"),
        (250.4, "250 s"),
    ],
)
def test_format_seconds(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text


@pytest.mark.parametrize(("share", "text"), [(0.0, "0 %"), (0.004, "0.4 %"), (0.37, "37 %"), (1.0, "100 %")])
def test_format_share(share: float, text: str) -> None:
    assert format_share(share) == text
