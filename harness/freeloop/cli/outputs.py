"""The files that a run writes: tried before any load is sent, and replaced only when there is something new to say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.errors import UserError
from freeloop.report.file import check_writable, renderer_of, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from freeloop.session.result import AuditResult

    Renderer = Callable[[AuditResult], str]


@dataclass(frozen=True, slots=True)
class Output:
    """One file, and who writes it."""

    option: str
    path: Path
    render: Renderer


def outputs_of(given: Mapping[str, str | None]) -> list[Output]:
    """The files that are wanted, by option.

    Raises:
        UserError: one cannot be written, two are the same, or what writes it is not installed.
    """
    outputs = [
        Output(option, Path(path), _renderer(option)) for option, path in given.items() if path is not None
    ]
    option_of: dict[Path, str] = {}
    for output in outputs:
        check_writable(output.option, output.path)
        other = option_of.setdefault(output.path.resolve(), output.option)
        if other != output.option and not output.path.is_char_device():
            raise UserError(f"{other} and {output.option} both name {str(output.path)!r}: give two paths")
    return outputs


def write_all(outputs: Iterable[Output], result: AuditResult) -> None:
    """Write every file, also after one that could not be.

    Raises:
        UserError: the first that could not be.
    """
    failed = [error for error in (_written(output, result) for output in outputs) if error is not None]
    if failed:
        raise failed[0]


def _written(output: Output, result: AuditResult) -> UserError | None:
    try:
        write(output.option, output.path, output.render(result))
    except UserError as error:
        return error
    return None


def _renderer(option: str) -> Renderer:
    if option == "--output":
        from freeloop.report import record  # noqa: PLC0415 - only if it is wanted

        return lambda result: record.to_json(result) + "\n"
    from freeloop.report.subject import of_audit  # noqa: PLC0415

    render = renderer_of(option.removeprefix("--"))
    return lambda result: render(of_audit(result))
