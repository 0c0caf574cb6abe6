"""Records to lines of JSON and back: one record a line, named by its type."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from freeloop.session.recording import Account, Frame, Gap, LoopSeen, Recording, Stack, Tick, Waits

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE_NAME = "observed.jsonl"
"""In the session's directory."""

Record = Gap | Tick | LoopSeen | Account


def to_line(record: Record) -> str:
    """One line, newline included."""
    return json.dumps({"type": type(record).__name__, **asdict(record)}, separators=(",", ":")) + "\n"


def from_line(line: str) -> Record:
    """The record that `to_line` wrote. Raises ValueError for a line that was cut short."""
    fields: dict[str, Any] = json.loads(line)
    kind = fields.pop("type")
    if kind == "Gap":
        return _gap(fields)
    if kind == "Account":
        fields["trouble"] = tuple(fields["trouble"])
        fields["unfinished"] = tuple(map(_gap, fields["unfinished"]))
        return Account(**fields)
    return Tick(**fields) if kind == "Tick" else LoopSeen(**fields)


def recording(lines: Iterable[str]) -> Recording:
    """All that an observer wrote, and the last account that it gave."""
    records = [from_line(line) for line in lines if line.endswith("\n")]
    return Recording(
        loops=tuple(record for record in records if isinstance(record, LoopSeen)),
        gaps=tuple(record for record in records if isinstance(record, Gap)),
        ticks=tuple(record for record in records if isinstance(record, Tick)),
        account=next((record for record in reversed(records) if isinstance(record, Account)), None),
    )


def _gap(fields: dict[str, Any]) -> Gap:
    fields["waits"] = Waits(**fields["waits"])
    fields["stacks"] = tuple(map(_stack, fields["stacks"]))
    fields["other_stacks"] = tuple(map(_stack, fields["other_stacks"]))
    return Gap(**fields)


def _stack(fields: dict[str, Any]) -> Stack:
    fields["frames"] = tuple(Frame(**frame) for frame in fields["frames"])
    return Stack(**fields)
