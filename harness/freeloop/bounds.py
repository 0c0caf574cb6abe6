"""What a setting must be: one rule each, for the command line, the fixture and Python alike.

Each function raises `UserError` with the name, the value, the rule and the next step. `name` is the setting's plain
name, without the unit that the field's name ends in.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from freeloop.agent.heartbeat import INTERVAL_S
from freeloop.errors import UserError
from freeloop.units import format_seconds, format_share

if TYPE_CHECKING:
    from collections.abc import Sequence


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 5.6.2
_NOT_IN_HEADERS = re.compile(r"[\r\n\0]")  # RFC 9110 5.5


def check_whole_number(name: str, value: object, *, least: int, most: int | None = None) -> None:
    """Refuse what is no integer from `least` to `most`; a bool is none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise UserError(f"{name} is {_shown(value)}: give a whole number, such as {max(least, 1)}")
    if value < least or (most is not None and value > most):
        rule = f"at least {least}" if most is None else f"from {least} to {most}"
        raise UserError(f"{name} is {value}: it must be {rule}")


def check_seconds(name: str, value: object, *, least: float) -> None:
    """Refuse what is no finite number of seconds of at least `least`."""
    number = _number(name, value, "seconds as a number, such as 5.0")
    if number < least:
        raise UserError(f"{name} is {number:g} s: it must be at least {least:g} s: give a longer one")


def check_above_0(name: str, value: object, unit: str) -> None:
    """Refuse what is no finite number above 0."""
    number = _number(name, value, f"{unit} as a number, such as 50")
    if number <= 0:
        raise UserError(f"{name} is {number:g} {unit}: it must be more than 0")


def check_limit(name: str, seconds: object) -> None:
    """Refuse a limit of a budget that is neither None nor a time that can be told from none."""
    if seconds is None:
        return
    number = _number(name, seconds, "seconds as a number, such as 0.1, or None for no limit")
    if number < INTERVAL_S:
        raise UserError(
            f"{name} is {number * 1e3:g} ms: lag is resolved to {format_seconds(INTERVAL_S)}, so it must be at least "
            "that; `none` takes the limit away"
        )


def check_share(name: str, share: object) -> None:
    """Refuse a limit of a budget that is neither None nor a share of the whole."""
    if share is None:
        return
    number = _number(name, share, "a share as a number, such as 0.05, or None for no limit")
    if not 0 <= number <= 1:
        raise UserError(f"{name} is {format_share(number)}: it must be from 0 % to 100 %")


def check_choice(name: str, value: object, choices: Sequence[str]) -> None:
    """Refuse what is none of `choices`."""
    if value not in choices:
        raise UserError(f"{name} is {value!r:.60}: choose one of {', '.join(choices)}")


def check_kind(name: str, value: object, kind: type | tuple[type, ...], next_step: str) -> None:
    """Refuse what is of another type; `next_step` says what to write."""
    if not isinstance(value, kind):
        raise UserError(f"{name} is {_shown(value)}: {next_step}")


def check_header(name: str, value: str) -> None:
    """Refuse a header that cannot be sent."""
    if not _TOKEN.fullmatch(name):
        raise UserError(f"header {name!r} has a name with a character that HTTP does not allow: mend it")
    if _NOT_IN_HEADERS.search(value):
        raise UserError(f"header {name!r} has a line break in its value {value!r:.60}: give one line")


def check_method(method: object) -> None:
    """Refuse what is no method of HTTP."""
    if not isinstance(method, str) or not _TOKEN.fullmatch(method):
        raise UserError(f"the method of a request is {_shown(method)}: write a word, such as 'POST'")


def _number(name: str, value: object, what: str) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise UserError(f"{name} is {_shown(value)}: give {what}")
    return value


def _shown(value: object) -> str:
    """The value, and its type where that is what is wrong with it."""
    return f"{value!r:.60} (of type {type(value).__name__})" if value is not None else "None"
