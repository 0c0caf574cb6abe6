"""`freeloop audit`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from freeloop.cli.outputs import outputs_of, write_all
from freeloop.cli.progress import progress_bar
from freeloop.cli.running import EXIT_CODES, ends_well, writes_to_stdout
from freeloop.errors import UserError
from freeloop.units import parse_seconds, parse_share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from freeloop.audit import AuditSettings
    from freeloop.cli.outputs import Output
    from freeloop.load.planning.body import BodyData
    from freeloop.session.result import AuditResult

FILE = click.Path(dir_okay=False)
OUTPUTS = ("output", "html", "markdown", "speedscope")
"""Options that name a file to write."""

PIPE_WIDTH = 110
"""Columns when standard output is no terminal. Arbitrary: wide enough for the figures, not for long paths."""


def _seconds(_context: click.Context, option: click.Parameter, value: str) -> float:
    """Read a duration with its unit."""
    try:
        return parse_seconds(value, max(option.opts, key=len))
    except UserError as error:
        raise click.UsageError(str(error)) from None


def _limit(context: click.Context, option: click.Parameter, value: str | None) -> float | None:
    """Read a duration; `none` takes a limit away."""
    return None if value is None or value.lower() == "none" else _seconds(context, option, value)


def _share(_context: click.Context, option: click.Parameter, value: str | None) -> float | None:
    """Read a share of the whole; `none` takes a limit away."""
    try:
        return None if value is None or value.lower() == "none" else parse_share(value, option.opts[-1])
    except UserError as error:
        raise click.UsageError(str(error)) from None


@click.command()
@click.argument("app", metavar="MODULE:ATTRIBUTE")
@click.argument("endpoints", nargs=-1, metavar="[ENDPOINT]...")
@click.option(
    "--all-methods", is_flag=True, help="Also load endpoints that change data (POST, PUT, PATCH, DELETE)."
)
@click.option(
    "--data",
    multiple=True,
    metavar="ENDPOINT=JSON",
    help="Body to send, as JSON or @FILE (JSON, or a file to upload): --data 'POST /predict={\"x\": 1}'. Repeatable.",
)
@click.option("--header", multiple=True, metavar="'NAME: VALUE'", help="Header of every request. Repeatable.")
@click.option(
    "--hook", metavar="FILE", help="Python file that logs in, sets up or signs: setup, prepare, teardown."
)
@click.option("--concurrency", "-c", type=int, default=8, show_default=True, help="Users at once.")
@click.option("--rate", type=float, help="Requests per second instead: an open loop.")
@click.option(
    "--duration",
    "-d",
    metavar="DURATION",
    callback=_seconds,
    default="5s",
    show_default=True,
    help="Load per endpoint.",
)
@click.option(
    "--warmup",
    metavar="DURATION",
    callback=_seconds,
    default="1s",
    show_default=True,
    help="Before each, not measured.",
)
@click.option(
    "--timeout",
    metavar="DURATION",
    callback=_seconds,
    default="30s",
    show_default=True,
    help="For one request.",
)
@click.option(
    "--max-stall",
    metavar="DURATION",
    callback=_limit,
    default="100ms",
    show_default=True,
    help="Budget: longest stall, or none for no limit.",
)
@click.option("--p99", metavar="DURATION", callback=_limit, help="Budget: 99th percentile of lag.")
@click.option("--p999", metavar="DURATION", callback=_limit, help="Budget: 99.9th percentile of lag.")
@click.option(
    "--held", metavar="SHARE", callback=_share, help="Budget: share of time in stalls over 20 ms, such as 5%."
)
@click.option("--app-dir", default=".", show_default=True, help="Folder that the module is imported from.")
@click.option("--factory", is_flag=True, help="ATTRIBUTE is a function that returns the application.")
@click.option("--workers", "-w", type=int, default=1, show_default=True, help="Server processes.")
@click.option(
    "--server", metavar="[uvicorn|hypercorn]", default="uvicorn", show_default=True, help="What to run it on."
)
@click.option("--loop", metavar="[auto|asyncio|uvloop]", default="auto", help="As uvicorn's.")
@click.option("--http", metavar="[auto|h11|httptools]", default="auto", help="As uvicorn's.")
@click.option("--lifespan", metavar="[auto|on|off]", default="auto", help="As uvicorn's.")
@click.option("--port", type=int, default=0, help="Port to serve on; a free one by default.")
@click.option("--env-file", help="File of environment variables for the application.")
@click.option(
    "--startup-timeout",
    metavar="DURATION",
    callback=_seconds,
    default="120s",
    show_default=True,
    help="Until it is ready.",
)
@click.option(
    "--format",
    "shown_as",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="On standard output.",
)
@click.option("--output", "-o", type=FILE, help="Write the JSON record here as well.")
@click.option("--html", type=FILE, help="Write a report to look at: one page that needs nothing else.")
@click.option("--markdown", type=FILE, help="Write a summary for a pull request.")
@click.option("--speedscope", type=FILE, help="Write the stalls as a profile for speedscope.")
def audit(**given: Any) -> None:  # noqa: ANN401 - as click hands options over
    """Start an application on a real server, load its endpoints, and say who holds the event loop.

    MODULE:ATTRIBUTE names the application as uvicorn does. ENDPOINTS name what to load, such as "/predict",
    "POST /items/*" or the websocket "WS /chat"; by default every GET and HEAD of its OpenAPI document. Only
    endpoints that are named, or --all-methods, can change data.

    Exit code: 0 every endpoint kept the budget, 1 one broke it, 2 wrong use, or the application does not run, or
    dies, 3 none broke it, but one could not be judged.
    """
    with ends_well():
        # Imported here: `freeloop --help` and `freeloop lint` need none of it.
        from freeloop.audit import AuditCutShort, run_audit  # noqa: PLC0415

        settings = _settings(given)
        outputs = outputs_of({f"--{name}": given[name] for name in OUTPUTS})
        try:
            with progress_bar() as on_step:
                result = run_audit(settings, on_step)
        except AuditCutShort as cut_short:
            _report(cut_short.result, outputs, given["shown_as"])
            raise
        _report(result, outputs, given["shown_as"])
        sys.exit(EXIT_CODES[result.status])


def _settings(given: Mapping[str, Any]) -> AuditSettings:
    from freeloop.audit import AuditSettings  # noqa: PLC0415
    from freeloop.serve import ServerSettings  # noqa: PLC0415
    from freeloop.session.verdict import Budget  # noqa: PLC0415

    server = ServerSettings(
        **{
            name: given[name]
            for name in ("app", "app_dir", "factory", "port", "server", "workers", "loop", "http")
        },
        lifespan=given["lifespan"],
        env_file=given["env_file"],
        startup_timeout_s=given["startup_timeout"],
    )
    return AuditSettings(
        server=server,
        budget=Budget(given["max_stall"], given["p99"], given["p999"], given["held"]),
        select=given["endpoints"],
        all_methods=given["all_methods"],
        data=dict(map(_body, given["data"])),
        headers=dict(map(_header, given["header"])),
        hook_file=given["hook"],
        concurrency=given["concurrency"],
        rate_rps=given["rate"],
        duration_s=given["duration"],
        warmup_s=given["warmup"],
        timeout_s=given["timeout"],
    )


def _body(text: str) -> tuple[str, BodyData]:
    """Read "POST /predict={...}" or "POST /predict=@FILE", which is JSON, or else sent as the file that it is."""
    endpoint, equals, body = text.partition("=")
    if not equals:
        raise UserError(
            f"--data {text!r} names no endpoint: write 'POST /predict={{...}}' or 'POST /predict=@FILE'"
        )
    try:
        if body.startswith("@"):
            return endpoint.strip(), _content_of(Path(body[1:]))
        return endpoint.strip(), json.loads(body)
    except OSError as error:
        raise UserError(f"--data {text!r}: {error.strerror}: give the path of a readable file") from None
    except ValueError as error:
        raise UserError(
            f"--data {text!r} is not JSON ({error}): "
            + ("mend the file" if body.startswith("@") else _as_json(endpoint.strip(), body))
        ) from None


def _as_json(endpoint: str, body: str) -> str:
    """What to write instead of a body that is not JSON."""
    as_text = f"{endpoint}={json.dumps(body)}"
    return f"use @FILE, or as a text: --data '{as_text}'"


def _content_of(path: Path) -> BodyData:
    content = path.read_bytes()
    try:
        return json.loads(content)  # type: ignore[no-any-return]
    except ValueError:
        if path.suffix == ".json":
            raise
        return path.name, content


def _header(text: str) -> tuple[str, str]:
    """Read "Name: value"."""
    name, colon, value = text.partition(":")
    if not (colon and name.strip()):
        raise UserError(f"--header {text!r} is no header: write 'Name: value'")
    return name.strip(), value.strip()


def _report(result: AuditResult, outputs: Sequence[Output], shown_as: str) -> None:
    try:
        write_all(outputs, result)
    finally:  # whatever became of the files, the result is shown
        with writes_to_stdout():
            _show(result, shown_as)


def _show(result: AuditResult, shown_as: str) -> None:
    if shown_as == "json":
        from freeloop.report import record  # noqa: PLC0415

        click.echo(record.to_json(result))
        return
    if shown_as == "markdown":
        from freeloop.report import markdown  # noqa: PLC0415
        from freeloop.report.subject import of_audit  # noqa: PLC0415

        click.echo(markdown.render(of_audit(result)), nl=False)
        return
    from rich.console import Console  # noqa: PLC0415

    from freeloop.report import text  # noqa: PLC0415

    class PassesOn(Console):
        """Leaves it to us what becomes of a reader that has gone: rich would exit with 1, which is a verdict."""

        def on_broken_pipe(self) -> None:
            raise  # noqa: PLE0704 - rich calls this where it has caught the error

    text.show(result, PassesOn(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH))
