"""`freeloop audit`."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from typing import IO, TYPE_CHECKING

import click

from freeloop.cli.running import EXIT_CODES, ends_well
from freeloop.errors import UserError
from freeloop.units import parse_seconds, parse_share

if TYPE_CHECKING:
    from collections.abc import Callable

    from freeloop.audit import AuditSettings
    from freeloop.session.verdict import Budget


class Duration(click.ParamType):
    """A duration with its unit, in seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float | None:
        """Parse what the user wrote; `none` takes a limit away."""
        del ctx
        if isinstance(value, int | float):
            return float(value)
        name = param.opts[0] if param else "duration"
        if str(value).lower() == "none":
            return None
        try:
            return parse_seconds(str(value), name)
        except UserError as error:
            raise click.UsageError(str(error)) from None


class Share(click.ParamType):
    """A share of the whole, 0 to 1."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse what the user wrote."""
        del ctx
        if isinstance(value, float):
            return value
        try:
            return parse_share(str(value), param.opts[0] if param else "share")
        except UserError as error:
            raise click.UsageError(str(error)) from None


@click.command()
@click.argument("app", metavar="MODULE:ATTRIBUTE")
@click.argument("endpoints", nargs=-1, metavar="[ENDPOINT]...")
@click.option("--all-methods", is_flag=True, help="Also load endpoints that change data (POST, PUT, PATCH, DELETE).")
@click.option(
    "--data",
    multiple=True,
    metavar="ENDPOINT=JSON",
    help="Body to send, as JSON or @FILE: --data 'POST /predict={\"x\": 1}'. Repeatable.",
)
@click.option("--concurrency", "-c", type=click.IntRange(1), default=8, show_default=True, help="Users at once.")
@click.option("--rate", type=click.FloatRange(0, min_open=True), help="Requests per second instead: an open loop.")
@click.option("--duration", "-d", type=Duration(), default="5s", show_default=True, help="Load per endpoint.")
@click.option("--warmup", type=Duration(), default="1s", show_default=True, help="Before each, not measured.")
@click.option("--timeout", type=Duration(), default="30s", show_default=True, help="For one request.")
@click.option("--max-stall", type=Duration(), default="50ms", show_default=True, help="Budget: longest stall.")
@click.option("--p99", type=Duration(), help="Budget: 99th percentile of lag.")
@click.option("--p999", type=Duration(), help="Budget: 99.9th percentile of lag.")
@click.option("--held", type=Share(), help="Budget: share of time in stalls, such as 5%.")
@click.option("--app-dir", default=".", show_default=True, help="Folder that the module is imported from.")
@click.option("--factory", is_flag=True, help="ATTRIBUTE is a function that returns the application.")
@click.option("--workers", "-w", type=click.IntRange(1), default=1, show_default=True, help="Server processes.")
@click.option("--loop", type=click.Choice(["auto", "asyncio", "uvloop"]), default="auto", help="As uvicorn's.")
@click.option("--http", type=click.Choice(["auto", "h11", "httptools"]), default="auto", help="As uvicorn's.")
@click.option("--lifespan", type=click.Choice(["auto", "on", "off"]), default="auto", help="As uvicorn's.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port to serve on; a free one by default.")
@click.option("--env-file", help="File of environment variables for the application.")
@click.option("--startup-timeout", type=Duration(), default="60s", show_default=True, help="Until it is ready.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="On standard output.")
@click.option("--output", "-o", "path", type=click.Path(dir_okay=False), help="Write the JSON record here as well.")
def audit(**given: object) -> None:
    """Start an application on a real server, load its endpoints, and say who holds the event loop.

    MODULE:ATTRIBUTE names the application as uvicorn does. ENDPOINTS name what to load, such as "/predict" or
    "POST /items/*"; by default every GET and HEAD of its OpenAPI document. Only endpoints that are named, or
    --all-methods, can change data.

    Exit code: 0 every endpoint kept the budget, 1 one broke it, 2 wrong use, or the application does not run,
    3 none broke it, but one could not be judged.
    """
    with ends_well():
        # Imported here: `freeloop --help` and `freeloop lint` need none of it.
        from freeloop import audit as auditing  # noqa: PLC0415
        from freeloop.report import record  # noqa: PLC0415

        settings = _settings(given)
        with _record_file(given["path"]) as file:
            result = auditing.audit(settings, _progress())
            if file is not None:
                file.write(record.to_json(result) + "\n")
        if given["output"] == "json":
            click.echo(record.to_json(result))
        else:
            _show(result)
        sys.exit(EXIT_CODES[result.status])


def _settings(given: dict[str, object]) -> AuditSettings:
    from freeloop.audit import AuditSettings  # noqa: PLC0415
    from freeloop.serve import ServerSettings  # noqa: PLC0415

    startup_s = _number(given["startup_timeout"], "--startup-timeout")
    server = ServerSettings(
        app=str(given["app"]),
        app_dir=str(given["app_dir"]),
        factory=bool(given["factory"]),
        port=int(str(given["port"])),
        workers=int(str(given["workers"])),
        loop=str(given["loop"]),
        http=str(given["http"]),
        lifespan=str(given["lifespan"]),
        env_file=str(given["env_file"]) if given["env_file"] else None,
        startup_timeout_s=max(1, round(startup_s)),
    )
    return AuditSettings(
        server=server,
        budget=_budget(given),
        select=_names(given["endpoints"]),
        all_methods=bool(given["all_methods"]),
        data=dict(map(_body, _names(given["data"]))),
        concurrency=int(str(given["concurrency"])),
        rate_rps=float(str(given["rate"])) if given["rate"] else None,
        duration_s=_number(given["duration"], "--duration"),
        warmup_s=_number(given["warmup"], "--warmup", least=0.0),
        timeout_s=_number(given["timeout"], "--timeout"),
    )


def _budget(given: dict[str, object]) -> Budget:
    from freeloop.session.verdict import Budget  # noqa: PLC0415

    limits = {name: given[name] for name in ("max_stall", "p99", "p999", "held")}
    checked = {name: float(str(limit)) if limit is not None else None for name, limit in limits.items()}
    return Budget(checked["max_stall"], checked["p99"], checked["p999"], checked["held"])


def _number(value: object, name: str, *, least: float = 0.1) -> float:
    if not isinstance(value, float) or value < least:
        raise UserError(f"{name} must be at least {least:g}s: give a longer one")
    return value


def _names(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple) else ()


def _body(text: str) -> tuple[str, object]:
    """ "POST /predict={...}" or "POST /predict=@file.json"."""
    endpoint, equals, body = text.partition("=")
    if not equals:
        raise UserError(f"--data {text!r} names no endpoint: write 'POST /predict={{...}}' or 'POST /predict=@FILE'")
    try:
        if body.startswith("@"):
            with open(body[1:], encoding="utf-8") as file:
                body = file.read()
        return endpoint.strip(), json.loads(body)
    except OSError as error:
        raise UserError(f"--data {text!r}: {error.strerror}: give the path of a readable file") from None
    except ValueError as error:
        raise UserError(f"--data {text!r} is not JSON ({error}): quote it for the shell, or use @FILE") from None


def _progress() -> Callable[[str], None]:
    """Progress on a terminal's standard error; silent in CI and in pipes."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        return lambda _: None
    return lambda line: click.echo(f"  {line} …", err=True)


def _show(result: object) -> None:
    from rich.console import Console  # noqa: PLC0415

    from freeloop.report import text  # noqa: PLC0415
    from freeloop.session.result import AuditResult  # noqa: PLC0415

    if isinstance(result, AuditResult):
        text.show(result, Console(highlight=False, width=None if sys.stdout.isatty() else 110))


def _record_file(path: object) -> contextlib.AbstractContextManager[IO[str] | None]:
    """The file for the record, opened before any load is sent."""
    if path is None:
        return contextlib.nullcontext()
    try:
        return open(str(path), "w", encoding="utf-8")
    except OSError as error:
        raise UserError(f"--output {str(path)!r} cannot be written ({error.strerror}): give another path") from None
