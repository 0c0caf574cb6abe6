"""What to serve, and how; and what such settings must be."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from freeloop.bounds import check_choice, check_kind, check_seconds, check_whole_number
from freeloop.errors import UserError

SERVERS = ("uvicorn", "hypercorn")
LOOPS = ("auto", "asyncio", "uvloop")
HTTP_PARSERS = ("auto", "h11", "httptools")
LIFESPANS = ("auto", "on", "off")

_HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What to serve, and how. `app` is `package.module:attribute`; times in seconds.

    Raises:
        UserError: a value is none that can be carried out.
    """

    app: str
    app_dir: str | os.PathLike[str] = "."
    factory: bool = False
    host: str = "127.0.0.1"
    port: int = 0
    server: str = "uvicorn"
    workers: int = 1
    loop: str = "auto"
    http: str = "auto"
    lifespan: str = "auto"
    env_file: str | os.PathLike[str] | None = None
    startup_timeout_s: float = 120
    shutdown_timeout_s: int = 5

    def __post_init__(self) -> None:
        """Refuse what cannot be carried out."""
        _check_app(self.app)
        a_path = "give a path, as text or pathlib.Path"
        check_kind("app_dir", self.app_dir, (str, os.PathLike), a_path)
        check_kind("env_file", self.env_file, (str, os.PathLike, type(None)), a_path)
        check_kind("factory", self.factory, bool, "write True or False")
        check_kind("host", self.host, str, "give an address as text, such as '127.0.0.1'")
        check_whole_number("port", self.port, least=0, most=_HIGHEST_PORT)
        check_whole_number("workers", self.workers, least=1)
        check_choice("server", self.server, SERVERS)
        check_choice("loop", self.loop, LOOPS)
        check_choice("http", self.http, HTTP_PARSERS)
        check_choice("lifespan", self.lifespan, LIFESPANS)
        check_seconds("startup_timeout", self.startup_timeout_s, least=1.0)
        check_whole_number("shutdown_timeout", self.shutdown_timeout_s, least=0)


def _check_app(app: object) -> None:
    """Refuse what does not name an application as `package.module:attribute` does."""
    if not isinstance(app, str):
        raise UserError(
            f"app is an object of type {type(app).__name__}: write where it is found as text, 'main:app' for `app` in "
            "main.py, since the server imports it in a process of its own"
        )
    module, _, attribute = app.partition(":")
    if _is_path(module):
        name, folder = _as_import(module)
        beside = f" with --app-dir {folder}" if folder else ""
        raise UserError(f"{app!r} names a file: write {name}:{attribute or 'app'}{beside} (MODULE:ATTRIBUTE)")
    if not (module.strip() and attribute.strip()):
        raise UserError(
            f"{app!r} names no application: write MODULE:ATTRIBUTE, such as {module.strip() or 'main'}:app"
        )


def _is_path(module: str) -> bool:
    return module.endswith(".py") or module.startswith(".") or os.sep in module


def _as_import(path: str) -> tuple[str, str]:
    """The module's name as Python imports it, and the folder to import it from, empty for this one."""
    file = Path(os.path.normpath(path.removesuffix(".py")))
    names, folder = [file.name.lstrip(".") or "main"], file.parent
    while (folder / "__init__.py").is_file() and folder.name:
        names.insert(0, folder.name)
        folder = folder.parent
    return ".".join(names), "" if folder == Path() else str(folder)
