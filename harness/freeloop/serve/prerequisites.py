"""What a server needs of this machine, looked at before anything is started."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from freeloop.errors import UserError

if TYPE_CHECKING:
    import os

    from freeloop.serve.settings import ServerSettings


def check(settings: ServerSettings) -> None:
    """Refuse what is not there. Raises UserError."""
    if not Path(settings.app_dir).is_dir():
        raise UserError(
            f"--app-dir '{settings.app_dir}' is not a directory: give the one that holds "
            f"{settings.app.partition(':')[0]}"
        )
    if settings.env_file is not None:
        _check_env_file(settings.env_file)
    if find_spec(settings.server) is None:
        install = (
            "pip install 'freeloop[service]'"
            if settings.server == "uvicorn"
            else f"pip install {settings.server}"
        )
        raise UserError(
            f"{settings.server} is not installed, and the server under test runs on it: {install}"
        )


def _check_env_file(path: str | os.PathLike[str]) -> None:
    """Refuse a file that python-dotenv cannot read to its end: it would leave a line out, and say so in a log alone."""
    if not Path(path).is_file():
        raise UserError(f"--env-file '{path}' is not a file: give the path of an existing one")
    if find_spec("dotenv") is None:
        raise UserError(
            "--env-file is read by python-dotenv, which is not installed: pip install python-dotenv"
        )
    from dotenv.parser import parse_stream  # noqa: PLC0415 - only for those who use it

    try:
        with Path(path).open(encoding="utf-8") as stream:
            wrong = [binding.original for binding in parse_stream(stream) if binding.error]
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"--env-file '{path}' cannot be read ({error}): mend it") from None
    if wrong:
        text = wrong[0].string  # with the empty lines before it
        line = wrong[0].line + text[: len(text) - len(text.lstrip())].count("\n")
        # Its number alone: it may hold a secret.
        raise UserError(
            f"--env-file '{path}' cannot be understood in line {line}: write NAME=value, or # before it"
        )
