"""How every command of the harness ends: with its exit code, one line for a user's error, no traceback of ours."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn

import click

from freeloop.cli import INTERRUPTED, USAGE
from freeloop.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

EXIT_CODES = {"passed": 0, "failed": 1, "inconclusive": 3}


@contextlib.contextmanager
def ends_well() -> Generator[None]:
    """Turn what goes wrong into one line on standard error and an exit code.

    SIGTERM, which CI systems send when a job is cancelled, unwinds as Ctrl-C does, so that no process is left.
    """
    before = {number: signal.signal(number, _unwind) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except UserError as error:
        click.echo(f"freeloop: {error}", err=True)
        if error.details:
            click.echo(error.details, err=True)
        sys.exit(USAGE)
    except KeyboardInterrupt:
        click.echo("freeloop: interrupted; everything that was started has been ended", err=True)
        sys.exit(INTERRUPTED)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a bug of ours, and says so
        where = traceback.extract_tb(error.__traceback__)[-1]
        click.echo(
            f"freeloop: internal error, please report it: {type(error).__name__}: {error} "
            f"({where.filename}:{where.lineno})",
            err=True,
        )
        sys.exit(USAGE)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def writes_to_stdout() -> Generator[None]:
    """Say what is wrong when standard output takes nothing. A reader that has gone, such as `head`, has had enough."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        # What is left in its buffer must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return
        raise UserError(
            f"standard output cannot be written ({error.strerror}): give it room, or read it to its end"
        ) from None


def _unwind(_signal: int, _frame: FrameType | None) -> NoReturn:
    # People press Ctrl-C twice. The second must not interrupt the ending of what was started.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt
